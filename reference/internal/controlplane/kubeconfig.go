package controlplane

import (
	"k8s.io/client-go/rest"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// Kubeconfig is the file by which another component finds the server.
func Kubeconfig(config *rest.Config) clientcmdapi.Config {
	kubeconfig := clientcmdapi.NewConfig()
	kubeconfig.Clusters["reference"] = &clientcmdapi.Cluster{
		Server: config.Host, CertificateAuthorityData: config.CAData, TLSServerName: config.ServerName,
	}
	kubeconfig.AuthInfos["reference"] = &clientcmdapi.AuthInfo{Token: config.BearerToken}
	kubeconfig.Contexts["reference"] = &clientcmdapi.Context{Cluster: "reference", AuthInfo: "reference"}
	kubeconfig.CurrentContext = "reference"
	return *kubeconfig
}
