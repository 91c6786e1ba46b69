// The page in a frame of somebody else's page: the picture, what happens in it, and the buttons to go through it.
import { useEffect, useRef, type ReactNode, type RefObject } from 'react'
import { Banners } from '#view/shell/Banners.tsx'
import { Icon } from '#view/shell/Icon.tsx'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import { useLessonTexts } from '#view/shell/lesson/use-lesson.ts'
import { useStepWords } from '#view/shell/use-step-words.ts'
import './embed.css'
import { type EmbedOptions, embedOptionsOf, wantedHeight } from './embed-options.ts'
import { useStands } from '#view/shell/use-stands.ts'

/** Canvas and playback, for a frame of any size. */
export function EmbedPanes(props: { readonly canvas: ReactNode; readonly transport: ReactNode }) {
  useStands()
  const frame = useRef<HTMLDivElement>(null)
  const options = embedOptionsOf(location.search)
  const title = usePlayground((state) => state.title)
  useFirstStep(options)
  useHeightForHost(frame)
  return (
    <div className="app is-embed" ref={frame}>
      <Banners />
      <main className="embed" aria-label="Playground">
        <h1 className="visually-hidden">{title === '' ? 'Podscape' : title}</h1>
        <div className="pane canvas-pane" id="canvas" tabIndex={-1}>
          {props.canvas}
        </div>
        <section className="embed-foot" aria-label="What happens">
          {options.lesson && <Explanation />}
          <StepSlider />
          {props.transport}
          <a
            className="embed-out"
            href={`${location.pathname}${location.hash}`}
            target="_blank"
            rel="noopener"
          >
            <Icon name="link" /> Open in Podscape
          </a>
        </section>
      </main>
    </div>
  )
}

/** What is worth knowing about the step, below its sentence. */
function Explanation() {
  const lesson = useLessonTexts(usePlayground((state) => state.lesson?.id ?? null))
  const explain = useStepWords()
  const entry = usePlayground((state) => state.stepEntry)
  const text = entry === null ? null : (lesson?.wordsAt(entry) ?? explain(entry))
  return <p className="embed-why">{text !== null && <Sentence text={text} />}</p>
}

function StepSlider() {
  const step = usePlayground((state) => state.step)
  const count = usePlayground((state) => state.steps.length)
  const { goToStep } = usePlaygroundActions()
  return (
    <input
      type="range"
      className="embed-steps"
      aria-label="Step"
      aria-valuetext={`step ${Math.max(0, step) + 1} of ${count}`}
      min={0}
      max={Math.max(0, count - 1)}
      value={Math.max(0, step)}
      onChange={({ target }) => goToStep(Number(target.value))}
    />
  )
}

/** Shows the step that the address asks for, once, when the run is there. */
function useFirstStep({ step }: EmbedOptions): void {
  const done = usePlayground((state) => state.runState === 'done')
  const count = usePlayground((state) => state.steps.length)
  const { goToStep } = usePlaygroundActions()
  const shown = useRef(false)
  useEffect(() => {
    if (step === null || !done || shown.current) return
    shown.current = true
    goToStep(Math.min(step, count) - 1)
  }, [step, done, count, goToStep])
}

/** Tells the page around the frame how high the frame would like to be. */
function useHeightForHost(frame: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const root = frame.current
    if (root === null || parent === window) return undefined
    let told = 0
    const tell = (): void => {
      const [width = 0, height = 0] = (
        root.querySelector<HTMLElement>('.canvas')?.dataset['size'] ?? ''
      )
        .split(' ')
        .map(Number)
      const foot = root.querySelector('.embed-foot')?.clientHeight ?? 0
      const wanted = wantedHeight({ width, height }, root.clientWidth, foot)
      if (width === 0 || wanted === told) return
      told = wanted
      // Nothing but a number: any page may know it.
      parent.postMessage({ type: 'podscape-height', height: wanted }, '*')
    }
    const sizes = new ResizeObserver(tell)
    sizes.observe(root)
    const pictures = new MutationObserver(tell)
    pictures.observe(root, { attributes: true, attributeFilter: ['data-size'], subtree: true })
    return () => {
      sizes.disconnect()
      pictures.disconnect()
    }
  }, [frame])
}
