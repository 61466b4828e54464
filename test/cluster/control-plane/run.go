package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// cluster is everything that was chosen for this start. Its JSON form, cluster.json, is written last: whoever sees the
// file may use the cluster.
type cluster struct {
	Server               string `json:"server"`
	CertificateAuthority string `json:"certificateAuthority"`
	AdminToken           string `json:"adminToken"`
	Kubeconfig           string `json:"kubeconfig"`
	RestrictedKubeconfig string `json:"restrictedKubeconfig"`
	BotKubeconfig        string `json:"botKubeconfig"`
	AuditLog             string `json:"auditLog"`

	directory string
	nodes     int
	apiOnly   bool
	// isBack says that it ran before, and was killed: its objects are there.
	isBack           bool
	ports            ports
	certificates     certificates
	systemKubeconfig string
}

type ports struct{ api, etcdClient, etcdPeer, kubelet, usage int }

// run starts the components in the order they need each other and returns when the API server has stopped.
func run(chosen settings) error {
	c, err := prepare(chosen)
	if err != nil {
		return err
	}
	if chosen.whileProcess != 0 {
		go stopAfter(chosen.whileProcess)
	}
	closeEtcd, err := startEtcd(c)
	if err != nil {
		return fmt.Errorf("etcd: %w", err)
	}
	defer closeEtcd()
	ctx, stopped := startAPIServer(c)
	if err := bring(ctx, c); err != nil {
		return err
	}
	return <-stopped
}

// bring takes the cluster from a started API server to one that tests can use, and says so in cluster.json.
func bring(running context.Context, c *cluster) error {
	ctx, cancel := context.WithTimeout(running, 2*time.Minute)
	defer cancel()
	clients, err := connect(c)
	if err != nil {
		return err
	}
	if err := waitForAPIServer(ctx, clients); err != nil {
		return err
	}
	usagePort, err := serveUsage(c, clients.core)
	if err != nil {
		return fmt.Errorf("resource usage: %w", err)
	}
	if !c.isBack {
		if err := createObjects(ctx, c, clients, usagePort); err != nil {
			return fmt.Errorf("first objects: %w", err)
		}
	}
	if c.apiOnly {
		return announce(c)
	}
	startControllers(running, c)
	if err := waitForCluster(ctx, clients); err != nil {
		return err
	}
	return announce(c)
}

func prepare(chosen settings) (*cluster, error) {
	c := &cluster{directory: chosen.directory, nodes: chosen.nodes, apiOnly: chosen.apiOnly, AuditLog: filepath.Join(chosen.directory, "audit.log")}
	if err := os.MkdirAll(chosen.directory, 0o700); err != nil {
		return nil, err
	}
	var err error
	if c.ports, c.isBack, err = choosePorts(chosen.directory); err != nil {
		return nil, fmt.Errorf("ports: %w", err)
	}
	c.Server = fmt.Sprintf("https://127.0.0.1:%d", c.ports.api)
	if c.certificates, err = makeCertificates(chosen.directory); err != nil {
		return nil, fmt.Errorf("certificates: %w", err)
	}
	c.CertificateAuthority = c.certificates.authority
	if err := makeUsers(c); err != nil {
		return nil, fmt.Errorf("users: %w", err)
	}
	return c, nil
}

// choosePorts finds the ports that this cluster had before it was killed, or free ones, and writes them down. Says which.
func choosePorts(directory string) (ports, bool, error) {
	path := filepath.Join(directory, "ports")
	if text, err := os.ReadFile(path); err == nil {
		var known ports
		_, err := fmt.Sscan(string(text), &known.api, &known.etcdClient, &known.etcdPeer, &known.kubelet, &known.usage)
		return known, true, err
	}
	found, err := freePorts()
	if err != nil {
		return found, false, err
	}
	text := fmt.Sprintln(found.api, found.etcdClient, found.etcdPeer, found.kubelet, found.usage)
	return found, false, writeWhole(path, []byte(text))
}

// freePorts asks the system for loopback ports. They are held together while asking, so that all differ, and let go
// before use: the components take a number, not a listener.
func freePorts() (ports, error) {
	var found ports
	for _, port := range []*int{&found.api, &found.etcdClient, &found.etcdPeer, &found.kubelet, &found.usage} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return found, err
		}
		defer listener.Close()
		*port = listener.Addr().(*net.TCPAddr).Port
	}
	return found, nil
}

// stopAfter ends this process the ordinary way once the one it serves has gone, however that one ended.
func stopAfter(processID int) {
	for syscall.Kill(processID, 0) != syscall.ESRCH {
		time.Sleep(time.Second)
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
}

func announce(c *cluster) error {
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(c.directory, "cluster.json"), text)
}

// writeWhole makes a file appear with all of its content at once, readable by its owner only.
func writeWhole(path string, content []byte) error {
	if err := os.WriteFile(path+".new", content, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
