package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// The users of the cluster. The components use a name of their own, so that the audit log can leave them out.
const (
	componentsUser = "control-plane"
	adminUser      = "admin"
	restrictedUser = "restricted"
	botUser        = "chatops-bot"
)

// makeUsers gives each user a fresh token and writes the token file and the kubeconfigs.
func makeUsers(c *cluster) error {
	tokens := ""
	for index, user := range []struct {
		name, group string
		kubeconfig  *string
	}{
		{componentsUser, "system:masters", &c.systemKubeconfig},
		{adminUser, "system:masters", &c.Kubeconfig},
		{restrictedUser, "devs", &c.RestrictedKubeconfig},
		{botUser, "bots", &c.BotKubeconfig},
	} {
		token, err := randomToken()
		if err != nil {
			return err
		}
		if user.name == adminUser {
			c.AdminToken = token
		}
		tokens += fmt.Sprintf("%s,%s,%d,%q\n", token, user.name, index, user.group)
		*user.kubeconfig = filepath.Join(c.directory, user.name+".kubeconfig")
		if err := writeKubeconfig(c, user.name, token, *user.kubeconfig); err != nil {
			return err
		}
	}
	return writeWhole(tokenFile(c), []byte(tokens))
}

func tokenFile(c *cluster) string { return filepath.Join(c.directory, "tokens.csv") }

func randomToken() (string, error) {
	random := make([]byte, 24)
	_, err := rand.Read(random)
	return hex.EncodeToString(random), err
}

func writeKubeconfig(c *cluster, user, token, path string) error {
	authority, err := os.ReadFile(c.certificates.authority)
	if err != nil {
		return err
	}
	config := clientcmdapi.NewConfig()
	config.Clusters["test"] = &clientcmdapi.Cluster{Server: c.Server, CertificateAuthorityData: authority}
	config.AuthInfos[user] = &clientcmdapi.AuthInfo{Token: token}
	config.Contexts["test"] = &clientcmdapi.Context{Cluster: "test", AuthInfo: user, Namespace: "default"}
	config.CurrentContext = "test"
	return clientcmd.WriteToFile(*config, path) // mode 0600
}
