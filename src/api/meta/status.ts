// The answers of the API server that are not the object: metav1.Status, as far as clients read it.

export type StatusReason =
  | 'BadRequest'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Invalid'
  | 'TooManyRequests'
  | 'RequestEntityTooLarge'
  | 'UnsupportedMediaType'
  | 'InternalError'
  /** Of an answer that does not say why. */
  | ''

export interface StatusCause {
  readonly reason: string
  readonly message: string
  readonly field?: string
}

export interface Status {
  readonly code: number
  readonly reason: StatusReason
  readonly message: string
  readonly causes: readonly StatusCause[]
}

/** The outcome of a request: the object, or the Status that refuses it, with what is said of the object even then. */
export type ApiResult<T> =
  | { readonly ok: true; readonly object: T; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly status: Status; readonly warnings?: readonly string[] }
