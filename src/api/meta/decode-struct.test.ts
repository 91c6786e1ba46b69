import { expect, test } from 'vitest'
import { decodeStruct } from './decode-struct.ts'

const LONG = 9007199254740993n

test('a long number keeps its digits as a quantity, and in what is said of it', () => {
  const resources = { requests: { memory: LONG } }
  const ports = [{ containerPort: LONG }]
  const { object, problems } = decodeStruct('Container', { name: 'c', resources, ports })
  expect(object).toMatchObject({ resources: { requests: { memory: '9007199254740993' } } })
  expect(problems.map(({ message }) => message)).toEqual([
    'json: cannot unmarshal number 9007199254740993 into Go struct field ContainerPort.ports.containerPort of type int32',
  ])
})

test('a long number in a field of 64 bits is the nearest that a double holds', () => {
  const { object, problems } = decodeStruct('PodSpec', { terminationGracePeriodSeconds: LONG })
  expect([object, problems]).toEqual([{ terminationGracePeriodSeconds: 9007199254740992 }, []])
})
