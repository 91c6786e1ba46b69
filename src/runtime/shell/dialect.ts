// The shells of images: busybox ash (1.36), dash (0.5.12) and bash (5.2). They run the same language and differ in
// the words of their errors, and in which of them end a script.
export type Dialect = 'ash' | 'dash' | 'bash'

/** The dialect of a shell by the name that it is called by and where the tools of its image come from. */
export function dialectOf(name: string, flavour: 'busybox' | 'gnu'): Dialect {
  if (name === 'bash') return 'bash'
  return flavour === 'busybox' ? 'ash' : 'dash'
}
