package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

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

// makeUsers gives each user a token, the one they had before where the cluster comes back, and writes the token file and the kubeconfigs.
func makeUsers(c *cluster) error {
	known, err := knownTokens(c)
	if err != nil {
		return err
	}
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
		token, isKnown := known[user.name]
		if !isKnown {
			if token, err = randomToken(); err != nil {
				return err
			}
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

func knownTokens(c *cluster) (map[string]string, error) {
	text, err := os.ReadFile(tokenFile(c))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	known := map[string]string{}
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Split(line, ","); len(fields) > 1 {
			known[fields[1]] = fields[0]
		}
	}
	return known, err
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
	text, err := clientcmd.Write(*config)
	if err != nil {
		return err
	}
	return writeWhole(path, text) // where the cluster comes back, somebody may be reading it
}
