// Bounds on sizes, at the last size that is taken and one beyond: recordings of them would be hundreds of kilobytes.
// Upstream: TotalAnnotationSizeLimitB of apimachinery's validation, maxJSONPatchOperations of apiserver's patch handler.
import { expect, test } from 'vitest'
import { errorText, rootPath } from '#api/meta/field-error.ts'
import { applyPatch } from './patch/apply-patch.ts'
import { validateWindowsOptions } from './validation/pod/validate-windows-options.ts'
import { validateAnnotations } from './validation/validate-labels.ts'

test.each([
  [262_144, []],
  [262_145, ['metadata.annotations: Too long: may not be more than 262144 bytes']],
])('annotations of %i bytes', (bytes, messages) => {
  const path = rootPath('metadata', 'annotations')
  const errors = validateAnnotations({ a: 'x'.repeat(bytes - 1) }, path)
  expect(errors.map(errorText)).toEqual(messages)
})

test.each([
  [65_536, false],
  [65_537, true],
])('credentials of Windows of %i bytes', (bytes, isRefused) => {
  const path = rootPath('windowsOptions')
  const errors = validateWindowsOptions({ gmsaCredentialSpec: 'x'.repeat(bytes) }, path)
  const texts = errors.map(errorText)
  expect(texts).toEqual(
    isRefused ? [expect.stringMatching(/: gmsaCredentialSpec size must be under 64 KiB$/)] : [],
  )
})

test.each([10_000, 10_001])('a patch of %i operations', (count) => {
  const body = Array.from({ length: count }, () => ({ op: 'test', path: '/kind', value: 'Pod' }))
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } }
  const patched = applyPatch('Pod', pod, { type: 'json', body })
  if (count <= 10_000) expect(patched).toMatchObject({ ok: true, object: pod })
  else
    expect(patched).toMatchObject({
      ok: false,
      status: {
        code: 413,
        reason: 'RequestEntityTooLarge',
        message:
          'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
      },
    })
})
