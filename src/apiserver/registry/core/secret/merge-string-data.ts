// The text of Secrets: stringData is for writing only.
// Follows pkg/apis/core/v1/conversion.go (v1.36), Convert_v1_Secret_To_core_Secret.
import type { Secret } from '#api/generated/types.ts'
import { encodeBase64 } from '../../../defaults/base64.ts'

/** The Secret with stringData moved into data, in base64; it wins over what is there. */
export function mergeStringData(secret: Secret): Secret {
  const { stringData, ...rest } = secret
  if (stringData === undefined) return secret
  const added = Object.entries(stringData).map(([key, text]) => [key, encodeBase64(text)])
  return { ...rest, data: { ...secret.data, ...Object.fromEntries(added) } }
}
