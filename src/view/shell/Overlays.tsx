// The overlay that is open, if any.
import { CommandPalette } from './CommandPalette.tsx'
import { commandOf, type Command } from './commands.ts'
import { Gallery } from './Gallery.tsx'
import { KeysHelp } from './KeysHelp.tsx'
import { Outline } from './Outline.tsx'
import './overlays.css'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'
import { Share } from './Share.tsx'

/** Shows the playground's overlay; closing it shows none. */
export function Overlays(props: { readonly onRun: (command: Command) => void }) {
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
    case 'commands':
      return <CommandPalette onClose={close} onRun={run} />
    case 'keys':
      return <KeysHelp onClose={close} />
    case 'share':
      return <Share onClose={close} onDownload={() => download !== undefined && run(download)} />
    case 'outline':
      return <Outline onClose={close} />
    case null:
      return null
  }
}
