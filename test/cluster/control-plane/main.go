// Package main is a real Kubernetes control plane for the tests, in one program and one process: etcd, kube-apiserver,
// kube-controller-manager, kube-scheduler and kwok's fake kubelets, started fresh and thrown away afterwards.
// It listens on loopback only and keeps nothing safe from a crash, so it must never hold anything of value.
//
//	control-plane run --directory DIR [--nodes N] [--api-only] [--while-process PID]
//	control-plane kubectl ARGUMENTS
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/component-base/cli"
	kubectl "k8s.io/kubectl/pkg/cmd"

	// What the components' own programs register: cloud login for kubectl, JSON logs, metrics of clients and versions.
	_ "k8s.io/client-go/plugin/pkg/client/auth"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
)

const usage = `usage: control-plane run --directory DIR [--nodes N] [--api-only] [--while-process PID]
       control-plane kubectl ARGUMENTS`

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	command, arguments := os.Args[1], os.Args[2:]
	switch command {
	case "run":
		if err := run(parseSettings(arguments)); err != nil {
			fail(err)
		}
	case "kubectl":
		// kubectl reads its name and its plugin words from os.Args.
		os.Args = append([]string{"kubectl"}, arguments...)
		if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
			os.Exit(1)
		}
	default:
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
}

// settings are what the caller decides; ports, certificates and tokens are chosen anew at each start.
type settings struct {
	directory    string
	nodes        int
	apiOnly      bool
	whileProcess int
}

func parseSettings(arguments []string) settings {
	var chosen settings
	flags := flag.NewFlagSet("run", flag.ExitOnError)
	flags.StringVar(&chosen.directory, "directory", "", "where state, kubeconfigs and logs go; must hold no earlier cluster")
	flags.IntVar(&chosen.nodes, "nodes", 2, "how many fake nodes to register")
	flags.BoolVar(&chosen.apiOnly, "api-only", false, "start etcd and the API server alone: nothing acts on what is stored there")
	flags.IntVar(&chosen.whileProcess, "while-process", 0, "stop when the process with this id has gone")
	_ = flags.Parse(arguments) // ExitOnError: a mistake never returns
	if chosen.directory == "" {
		fail(fmt.Errorf("--directory is missing"))
	}
	absolute, err := filepath.Abs(chosen.directory)
	if err != nil {
		fail(err)
	}
	chosen.directory = absolute
	return chosen
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "control-plane:", err)
	os.Exit(1)
}
