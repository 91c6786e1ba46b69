import { expect, test } from 'vitest'
import { namedEntry } from './named-entry.ts'

const said = (message: string, because: string | null, actor = 'kubelet on worker-1'): string => {
  const entry = namedEntry({ actor, message, because, objects: ['Pod/default/web'] })
  return `${entry.message} | ${entry.because ?? ''}`
}

test.each([
  [
    'started container `nginx`',
    'it is next',
    'started container `nginx` of Pod `web` | it is next',
  ],
  [
    'started init container `migrate` (2 of 2)',
    null,
    'started init container `migrate` (2 of 2) of Pod `web` | ',
  ],
  [
    'pulled image `nginx`',
    'sidecar `log` needs it',
    'pulled image `nginx` | sidecar `log` of Pod `web` needs it',
  ],
  ['reported Pod `web`: Running', null, 'reported Pod `web`: Running | '],
  ['waits', 'of nothing', 'waits | of nothing'],
])('%s', (message, because, text) => expect(said(message, because)).toBe(text))

test('what a container does names its Pod in the actor', () => {
  expect(said('exited with 0', 'container `a` was killed', 'container web/a')).toBe(
    'exited with 0 | container `a` was killed',
  )
})
