// What index.html paints lies over the page until there is something behind it.
import { useLayoutEffect } from 'react'

/** Takes it away in the frame in which the panes of the page `stand`, so that nothing goes and comes back. */
export function useStands(stand = true): void {
  useLayoutEffect(() => {
    if (stand) document.querySelector('.early')?.remove()
  }, [stand])
}
