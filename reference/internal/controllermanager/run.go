// Package controllermanager runs kube-controller-manager inside this process. It is apart from the other components because it
// takes longer to build than all of them.
package controllermanager

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/kubernetes/cmd/kube-controller-manager/app"

	"podscape/reference/internal/controlplane"
)

// Controllers that run. Left out are those that would add objects to every namespace or depend on the wall clock.
var Controllers = []string{
	"daemonset-controller", "deployment-controller", "disruption-controller", "endpointslice-controller",
	"garbage-collector-controller", "job-controller", "persistentvolumeclaim-protection-controller",
	"replicaset-controller", "replicationcontroller-controller", "statefulset-controller",
}

// Start runs kube-controller-manager until the process ends; it cannot be stopped otherwise.
func Start(ctx context.Context, config *rest.Config, dir string) (<-chan error, error) {
	path := filepath.Join(dir, "controllers.kubeconfig")
	if err := clientcmd.WriteToFile(controlplane.Kubeconfig(config), path); err != nil {
		return nil, err
	}
	command := app.NewControllerManagerCommand()
	command.SetArgs([]string{
		"--kubeconfig=" + path,
		"--controllers=" + strings.Join(Controllers, ","),
		"--leader-elect=false",
		"--secure-port=0",
		"--kube-api-qps=1000", "--kube-api-burst=1000",
	})
	ended := make(chan error, 1)
	go func() { ended <- fmt.Errorf("kube-controller-manager ended: %w", command.ExecuteContext(ctx)) }()
	return ended, nil
}
