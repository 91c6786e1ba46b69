// Where the Pods of a cluster find its DNS server, and the domain that it answers for: kubelet, runtime and network
// take both from here.

/** The address of the Service kube-dns, which each kubelet writes into the containers' /etc/resolv.conf. */
export const CLUSTER_DNS_IP = '10.96.0.10'

export const CLUSTER_DOMAIN = 'cluster.local'
