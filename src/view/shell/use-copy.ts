// Copying to the clipboard, with a notice of how that went.
import { usePage } from './page.tsx'
import { usePlaygroundActions } from './playground-context.tsx'

/** What copies a text and then says `done`, or that the browser refused. */
export function useCopy(): (text: string, done: string) => void {
  const page = usePage()
  const { notify } = usePlaygroundActions()
  return (text, done) =>
    void page
      .copy(text)
      .then((copied) => notify(copied ? done : 'The browser did not allow copying'))
}
