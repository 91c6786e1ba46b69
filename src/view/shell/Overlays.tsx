// The overlay that is open, if any.
import { lazy, Suspense } from 'react'
import { CommandPalette } from './CommandPalette.tsx'
import { commandOf, type Command } from './commands.ts'
import { Outline } from './Outline.tsx'
import './overlays.css'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'

// Opened by a click, so they are no part of the first load.
const Gallery = lazy(() => import('./Gallery.tsx').then(({ Gallery }) => ({ default: Gallery })))
const KeysHelp = lazy(() =>
  import('./KeysHelp.tsx').then(({ KeysHelp }) => ({ default: KeysHelp })),
)
const Recent = lazy(() => import('./Recent.tsx').then(({ Recent }) => ({ default: Recent })))
const HowTrue = lazy(() => import('./HowTrue.tsx').then(({ HowTrue }) => ({ default: HowTrue })))
const Share = lazy(() => import('./Share.tsx').then(({ Share }) => ({ default: Share })))

/** Shows the playground's overlay; closing it shows none. */
export function Overlays(props: { readonly onRun: (command: Command) => void }) {
  return (
    <Suspense fallback={null}>
      <Open onRun={props.onRun} />
    </Suspense>
  )
}

function Open(props: { readonly onRun: (command: Command) => void }) {
  const overlay = usePlayground((state) => state.overlay)
  const { show } = usePlaygroundActions()
  const close = (): void => show(null)
  const run = (command: Command): void => {
    show(null)
    props.onRun(command)
  }
  const download = commandOf('download-files')
  switch (overlay) {
    case 'gallery':
      return <Gallery onClose={close} />
    case 'recent':
      return <Recent onClose={close} />
    case 'commands':
      return <CommandPalette onClose={close} onRun={run} />
    case 'keys':
      return <KeysHelp onClose={close} />
    case 'share':
      return <Share onClose={close} onDownload={() => download !== undefined && run(download)} />
    case 'truth':
      return <HowTrue onClose={close} />
    case 'outline':
      return <Outline onClose={close} />
    case null:
      return null
  }
}
