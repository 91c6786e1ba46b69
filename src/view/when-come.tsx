// Parts of the page that come after its first script. Unlike those of `Suspense`, whose showing React holds back for up to
// 300 ms after it has shown a stand-in, each stands as soon as it has come.
import { useEffect, useState, type ComponentType } from 'react'

type Come<Props> = { readonly part: ComponentType<Props> } | { readonly problem: unknown }

/** A component that has to come; what waits for it may call `begin`. */
interface Coming<Props> {
  (props: Props): React.ReactNode
  /** Begins to load it. Resolves when it is there, or cannot come; never rejects. */
  begin(): Promise<unknown>
}

/** Makes a component of one that `load` brings: nothing until it is there, and where it cannot come the nearest boundary's fault. */
export function whenCome<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): Coming<Props> {
  let come: Come<Props> | null = null
  let coming: Promise<unknown> | null = null
  const begin = (): Promise<unknown> => {
    coming ??= load().then(
      (part) => (come = { part }),
      (problem: unknown) => (come = { problem }),
    )
    return coming
  }
  function WhenCome(props: Props) {
    const [here, setHere] = useState(come)
    useEffect(() => {
      if (here !== null) return undefined
      let wanted = true
      void begin().then(() => {
        if (wanted) setHere(come)
      })
      return () => {
        wanted = false
      }
    }, [here])
    if (here === null) return null
    if ('problem' in here) throw here.problem
    return <here.part {...props} />
  }
  return Object.assign(WhenCome, { begin })
}
