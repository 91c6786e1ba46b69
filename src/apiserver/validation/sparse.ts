// The type of what validation reads: any field may be missing, whatever the schema demands.

/** `T` with every field optional, all the way down. Validation takes it, so that the compiler checks that it is total. */
export type Sparse<T> = T extends readonly (infer Item)[]
  ? readonly Sparse<Item>[]
  : T extends object
    ? string extends keyof T
      ? T
      : { readonly [Key in keyof T]?: Sparse<T[Key]> }
    : T

/** Every object is one that may lack fields; this says so to the compiler where the type is not known. */
export const asSparse = <T>(object: T): Sparse<T> => object as Sparse<T>
