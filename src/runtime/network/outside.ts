// The names outside the cluster.
import { simplified } from '#lib/simplified.ts'
import { dnsAnswer, type DnsAnswer, type DnsType, noSuchName } from './dns.ts'
import { answerText, parseRequest } from './http.ts'

const PUBLIC_ENDINGS =
  'com net org io dev app gov edu info ch de fr uk eu us co nl at jp cn in me tech cloud'.split(' ')
const TTL = 30

simplified(
  'outside-names',
  'every name under a well-known public ending (.com, .org, .io ...) exists outside the cluster, and every port there answers; a web page there is a small made-up one.',
)

/** What a server on the Internet says of a name. */
export function outsideAnswerTo(name: string, type: DnsType): DnsAnswer {
  const ip = outsideIp(name)
  if (ip === undefined) return noSuchName(false)
  const answers = type === 'A' ? [{ name, type, data: ip, ttl: TTL }] : []
  return dnsAnswer(answers, { authoritative: false })
}

/** A made-up address for a name outside the cluster; undefined for a name that looks like one inside. */
function outsideIp(name: string): string | undefined {
  const labels = name.toLowerCase().split('.')
  const ending = labels.at(-1)
  if (labels.length < 2 || ending === undefined || !PUBLIC_ENDINGS.includes(ending))
    return undefined
  let sum = 7
  for (const character of name) sum = (sum * 31 + character.charCodeAt(0)) % 254
  return `203.0.113.${sum + 1}`
}

/** What a host outside answers to an HTTP request; '' to anything else. */
export function outsideAnswer(host: string, text: string): string {
  if (parseRequest(text) === undefined) return ''
  const page = `<!doctype html>\n<html>\n<head><title>${host}</title></head>\n<body><h1>${host}</h1><p>A page outside the cluster.</p></body>\n</html>\n`
  return answerText(200, page)
}
