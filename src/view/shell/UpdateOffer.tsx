// A newer version of the page is there: it is offered, not forced.
import { useEffect, useRef, useState } from 'react'
import { keepOffline } from './offline.ts'
import { usePage } from './page.tsx'
import './update-offer.css'

/** Nothing while there is no newer version. */
export function UpdateOffer() {
  const [take, setTake] = useState<(() => void) | null>(null)
  const { calm } = usePage()
  const asked = useRef(false)
  useEffect(() => {
    // What keeps the page costs as much as loading it.
    void calm.then(() => {
      if (asked.current) return
      asked.current = true
      keepOffline((found) => setTake(() => found))
    })
  }, [calm])
  if (take === null) return null
  return (
    <section className="update-offer" aria-label="New version">
      <p role="status">A newer version of Podscape is ready. Your text is kept.</p>
      <button type="button" className="btn" onClick={take}>
        Use it now
      </button>
      <button type="button" className="btn" onClick={() => setTake(null)}>
        Later
      </button>
    </section>
  )
}
