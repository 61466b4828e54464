package main

import (
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/pflag"
	"go.etcd.io/etcd/server/v3/embed"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	controllermanageroptions "k8s.io/kubernetes/cmd/kube-controller-manager/app/options"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	scheduleroptions "k8s.io/kubernetes/cmd/kube-scheduler/app/options"
	kwokconfig "sigs.k8s.io/kwok/pkg/config"
	kwok "sigs.k8s.io/kwok/pkg/kwok/cmd"
	kwoklog "sigs.k8s.io/kwok/pkg/log"
)

// auditPolicy records every request at Metadata and, for writes, what was asked for.
//
//go:embed audit-policy.yaml
var auditPolicy []byte

func startEtcd(c *cluster) (func(), error) {
	config := embed.NewConfig()
	config.Dir = filepath.Join(c.directory, "etcd")
	client, peer := loopback(c.ports.etcdClient), loopback(c.ports.etcdPeer)
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{client}, []url.URL{client}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.UnsafeNoFsync = true // what it stores outlives a kill of this process; it need not outlive one of the machine
	config.LogLevel = "error"
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return nil, err
	}
	<-etcd.Server.ReadyNotify()
	return etcd.Close, nil
}

func loopback(port int) url.URL {
	return url.URL{Scheme: "http", Host: "127.0.0.1:" + strconv.Itoa(port)}
}

// startAPIServer also sets up the handling of SIGTERM for the whole process: the context it returns ends with it.
func startAPIServer(c *cluster) (context.Context, <-chan error) {
	policy := filepath.Join(c.directory, "audit-policy.yaml")
	if err := writeWhole(policy, auditPolicy); err != nil {
		fail(err)
	}
	client := loopback(c.ports.etcdClient)
	command := apiserver.NewAPIServerCommand()
	command.SetArgs([]string{
		"--etcd-servers=" + client.String(),
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		"--secure-port=" + strconv.Itoa(c.ports.api),
		"--tls-cert-file=" + c.certificates.server,
		"--tls-private-key-file=" + c.certificates.serverKey,
		"--client-ca-file=" + c.certificates.authority,
		"--token-auth-file=" + tokenFile(c),
		"--authorization-mode=RBAC",
		"--service-cluster-ip-range=10.96.0.0/16",
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + c.certificates.serviceAccountPublicKey,
		"--service-account-signing-key-file=" + c.certificates.serviceAccountKey,
		// What an aggregated API (here: resource usage) needs to trust the API server's calls.
		"--proxy-client-cert-file=" + c.certificates.frontProxy,
		"--proxy-client-key-file=" + c.certificates.frontProxyKey,
		"--requestheader-client-ca-file=" + c.certificates.frontProxyAuthority,
		"--requestheader-allowed-names=front-proxy-client",
		"--requestheader-username-headers=X-Remote-User",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--audit-policy-file=" + policy,
		"--audit-log-path=" + c.AuditLog,
		"--kubelet-preferred-address-types=InternalIP",
		// A loopback address is no valid endpoint of the "kubernetes" service, so none is published.
		"--endpoint-reconciler-type=none",
		// One machine that is all tests: requests need no fair queueing, and a stop need not be gentle.
		"--enable-priority-and-fairness=false",
		"--shutdown-delay-duration=0s",
		"--profiling=false",
		"--v=1",
	})
	ctx := command.Context()
	stopped := make(chan error, 1)
	go func() { stopped <- command.ExecuteContext(ctx) }()
	go func() {
		// A failed start must end the process with its reason, not leave the caller waiting.
		if err := <-stopped; err != nil {
			fail(fmt.Errorf("kube-apiserver: %w", err))
		}
		stopped <- nil
	}()
	return ctx, stopped
}

// startControllers starts all that only talks to the API server.
func startControllers(ctx context.Context, c *cluster) {
	for name, component := range map[string]func(context.Context, *cluster) error{
		"kube-controller-manager": runControllerManager,
		"kube-scheduler":          runScheduler,
		"kwok":                    runFakeKubelets,
	} {
		go func() {
			if err := component(ctx, c); err != nil && ctx.Err() == nil {
				fail(fmt.Errorf("%s: %w", name, err))
			}
		}()
	}
}

func runControllerManager(ctx context.Context, c *cluster) error {
	known, disabled, aliases := controllermanager.KnownControllers(), controllermanager.ControllersDisabledByDefault(), controllermanager.ControllerAliases()
	options, err := controllermanageroptions.NewKubeControllerManagerOptions()
	if err != nil {
		return err
	}
	flagSets := options.Flags(known, disabled, aliases)
	options.ParsedFlags = &flagSets
	flags := pflag.NewFlagSet("kube-controller-manager", pflag.ContinueOnError)
	for _, set := range flagSets.FlagSets {
		flags.AddFlagSet(set)
	}
	if err := flags.Parse([]string{
		"--kubeconfig=" + c.systemKubeconfig,
		"--leader-elect=false",
		"--secure-port=0",
		"--service-account-private-key-file=" + c.certificates.serviceAccountKey,
		"--root-ca-file=" + c.certificates.authority,
		// Left out: what serves real machines, disks and joining nodes.
		"--controllers=*,-nodeipam,-attachdetach,-csrsigning,-csrapproving,-csrcleaner,-ttl,-bootstrapsigner,-tokencleaner",
		"--profiling=false",
	}); err != nil {
		return err
	}
	config, err := options.Config(ctx, known, disabled, aliases)
	if err != nil {
		return err
	}
	return controllermanager.Run(ctx, config.Complete())
}

func runScheduler(ctx context.Context, c *cluster) error {
	options := scheduleroptions.NewOptions()
	flags := pflag.NewFlagSet("kube-scheduler", pflag.ContinueOnError)
	for _, set := range options.Flags.FlagSets {
		flags.AddFlagSet(set)
	}
	if err := flags.Parse([]string{
		"--kubeconfig=" + c.systemKubeconfig,
		"--leader-elect=false",
		"--secure-port=0",
		"--profiling=false",
	}); err != nil {
		return err
	}
	config, instance, err := scheduler.Setup(ctx, options)
	if err != nil {
		return err
	}
	return scheduler.Run(ctx, config, instance)
}

func runFakeKubelets(ctx context.Context, c *cluster) error {
	stages := filepath.Join(c.directory, "stages.yaml")
	text, err := kubeletStages()
	if err != nil {
		return err
	}
	if err := writeWhole(stages, text); err != nil {
		return err
	}
	arguments := []string{
		"--kubeconfig=" + c.systemKubeconfig,
		"--config=" + stages,
		"--manage-all-nodes=true",
		"--node-ip=127.0.0.1",
		"--node-port=" + strconv.Itoa(c.ports.kubelet),
		"--server-address=127.0.0.1:" + strconv.Itoa(c.ports.kubelet),
		"--tls-cert-file=" + c.certificates.server,
		"--tls-private-key-file=" + c.certificates.serverKey,
		"--node-lease-duration-seconds=40",
		"--enable-crds=Logs,ClusterLogs",
	}
	os.Args = append([]string{"kwok"}, arguments...) // its configuration loader reads os.Args
	flags := pflag.NewFlagSet("global", pflag.ContinueOnError)
	flags.ParseErrorsAllowlist.UnknownFlags = true
	flags.Usage = func() {}
	// When this context ends, kwok ends the whole process with exit code 1. Left so: nothing here is worth a gentler stop,
	// and the API server alone would wait many seconds for kwok's open watches.
	ctx, _ = kwoklog.InitFlags(ctx, flags)
	if ctx, err = kwokconfig.InitFlags(ctx, flags); err != nil {
		return err
	}
	command := kwok.NewCommand(ctx)
	command.Version = "" // cobra would look for a boolean --version; Kubernetes has put its own kind of flag there
	command.PersistentFlags().AddFlagSet(flags)
	command.SetArgs(arguments)
	return command.ExecuteContext(ctx)
}
