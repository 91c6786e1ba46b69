// Labels as flags write them.
// Follows k8s.io/kubectl/pkg/generate/generate.go (v1.36).

/** 'a=b,c=d' as labels, or what is wrong with them. Follows generate.ParseLabels. */
export function parseLabelPairs(text: string): Readonly<Record<string, string>> | string {
  const labels: Record<string, string> = {}
  for (const pair of text.split(',')) {
    const [key = '', value, ...more] = pair.split('=')
    if (value === undefined || more.length > 0) return `unexpected label spec: ${pair}`
    labels[key] = value
  }
  return labels
}
