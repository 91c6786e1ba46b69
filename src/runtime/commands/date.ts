// `date`: the virtual time, as calendar time in UTC.
import { print, type Command } from '../process/command.ts'
import { parseOptions } from './options.ts'

export const date: Command = (invocation) => {
  const { operands, flags, values } = parseOptions(invocation.args, {
    flags: 'uR',
    valued: 'dI',
    long: ['utc', 'iso-8601', 'iso-8601=', 'rfc-3339='],
  })
  const format = operands.find((operand) => operand.startsWith('+'))?.slice(1)
  const iso = values.has('I') || flags.has('iso-8601') || values.has('iso-8601')
  const plain = flags.has('R')
    ? '%a, %d %b %Y %H:%M:%S +0000'
    : iso
      ? '%FT%T+00:00'
      : '%a %b %e %H:%M:%S UTC %Y'
  return print(invocation, `${invocation.system.date(format ?? plain)}\n`) ? 0 : 1
}
