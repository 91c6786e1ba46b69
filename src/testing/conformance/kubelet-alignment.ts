// What may differ between two courses of the same script: times, by what a kubelet that looks once a
// second cannot tell.
import { compareText } from '#lib/compare.ts'
import type { Json } from './controllers-recording.ts'
import { byField, type Line, type PodStory, type StatusAt, type Story } from './kubelet-course.ts'
import type { Course, PodCourse } from './kubelet-recording.ts'
import { taggedName } from './kubelet-script.ts'
import { applyMergePatch, isFields } from './merge-patch.ts'

/** Seconds between the same thing here and there. */
const TOLERANCE = 1.05

/** A recorded course with whole statuses. */
export function storyOf({ runtime, pods }: Course): Story {
  return settled({
    runtime: runtime.map(lineOf),
    pods: Object.fromEntries(Object.entries(pods).map(([name, pod]) => [name, podStoryOf(pod)])),
  })
}

function podStoryOf({ events = [], statuses, deleted = [] }: PodCourse): PodStory {
  let status: Json = {}
  let lastAt = 0
  const whole = statuses.map(({ at, change }): StatusAt => {
    // What was created after a deletion starts with nothing.
    const [since, until] = [lastAt, at]
    if (deleted.some((time) => since <= time && time < until)) status = {}
    lastAt = at
    status = applyMergePatch(status, withTags('', change)) as Json
    return { at, status }
  })
  return { events: byField(events.map(lineOf)), statuses: whole, deleted }
}

/** Before a container is made its status names the image as the Pod does; that is no difference here. */
function withTags(key: string, value: unknown): unknown {
  if (typeof value === 'string') return key === 'image' ? taggedName(value) : value
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withTags(name, inner)]),
  )
}

function lineOf(text: string): Line {
  const blank = text.indexOf(' ')
  return { at: Number(text.slice(0, blank)), what: text.slice(blank + 1) }
}

/** What the runtime does at one moment in an order that both have: what stops before what starts. */
export function settled(story: Story): Story {
  const runtime = story.runtime.toSorted(
    (a, b) => a.at - b.at || rankOf(a.what) - rankOf(b.what) || compareText(a.what, b.what),
  )
  return { ...story, runtime }
}

function rankOf(what: string): number {
  if (what.endsWith(' sandbox')) return 2
  if (what.startsWith('stop ')) return 0
  return what.startsWith('pull ') || what.startsWith('start ') ? 3 : 1
}

/** Our story, with their time wherever ours is close enough to it. */
export function alignedStories(ours: Story, theirs: Story): Story {
  return aligned('', ours, theirs) as Story
}

function aligned(key: string, ours: unknown, theirs: unknown): unknown {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    return ours.map((item, index) => aligned(key, item, theirs[index]))
  }
  if (isFields(ours) && isFields(theirs)) {
    return Object.fromEntries(
      Object.entries(ours).map(([name, inner]) => [name, aligned(name, inner, theirs[name])]),
    )
  }
  const [one, other] = [secondsOf(key, ours), secondsOf(key, theirs)]
  return one !== null && other !== null && Math.abs(one - other) <= TOLERANCE ? theirs : ours
}

/** The time that a value is, or null. */
function secondsOf(key: string, value: unknown): number | null {
  if (typeof value === 'number') return key === 'at' || key === 'deleted' ? value : null
  const match = typeof value === 'string' ? /^<\+?(-?\d+)s>$/u.exec(value) : null
  return match === null ? null : Number(match[1])
}
