// What the page can do that the playground cannot: the clipboard, downloads, the browser's address.
// The composition root fills it in; tests and fixtures pass their own.
import { createContext, use, type ReactNode } from 'react'
import type { EntryHeader } from '#playground/questions.ts'
import type { PlaygroundState } from '#playground/types.ts'
import type { Lesson } from '#scenario/lesson/types.ts'
import type { Range } from '#yaml/types.ts'

export interface GalleryCard {
  readonly id: string
  readonly title: string
  readonly summary: string
  /** What it teaches, as a short heading that groups the cards. */
  readonly row: string
  readonly pathTitle: string
  readonly minutes: number
  /** What one should predict before pressing play; '' when it has none. */
  readonly question: string
}

interface LessonName {
  readonly id: string
  readonly title: string
}

export interface LessonTexts {
  readonly id: string
  readonly lesson: Lesson
  readonly pathTitle: string
  /** The lessons of its path, in their order. */
  readonly ofPath: readonly LessonName[]
  /** The one after it, which may be of another path; null behind the last. */
  readonly next: LessonName | null
  /** What it says at a step; null at steps that decide nothing. */
  wordsAt(entry: EntryHeader): string | null
}

export interface Completion {
  readonly label: string
  readonly insertText: string
  readonly detail: string
}

/** An edit that puts a problem right; the ranges are places in the text that was asked about. */
export interface QuickFix {
  readonly title: string
  readonly edits: readonly { readonly range: Range; readonly newText: string }[]
}

export interface Page {
  /** When what is needed first has come, so that the line is free for what can wait. */
  readonly calm: Promise<unknown>
  loadGallery(): Promise<readonly GalleryCard[]>
  openExample(id: string): void
  /** The texts of a lesson; null when there is none with this id. */
  loadLesson(id: string): Promise<LessonTexts | null>
  /** What is worth knowing about a step for who meets it first; null for what explains itself. */
  loadWords(): Promise<(entry: EntryHeader) => string | null>
  /** The address of the shown moment, without a further part of the page's own state; null for too much text. */
  linkOf(state: PlaygroundState): Promise<string | null>
  /** The text on the clipboard; null when the browser does not let the page read it. */
  readClipboard(): Promise<string | null>
  /** False when the browser refused. */
  copy(text: string): Promise<boolean>
  /** Parts of a text are put together. */
  download(name: string, content: readonly string[] | Uint8Array<ArrayBuffer>): void
  completionsAt(text: string, offset: number): Promise<readonly Completion[]>
  hoverAt(
    text: string,
    offset: number,
  ): Promise<{ readonly range: Range; readonly markdown: string } | null>
  /** The edits that put a problem right, if there are any that need no decision. */
  fixesFor(
    problem: { readonly message: string; readonly range: Range },
    text: string,
  ): Promise<readonly QuickFix[]>
  /** The lines of the editor's files that the shown step follows from. */
  responsibleLines(
    state: Pick<PlaygroundState, 'stepEntry' | 'places' | 'world'>,
  ): { readonly path: string; readonly startLine: number; readonly endLine: number } | null
}

const PageContext = createContext<Page | null>(null)

/** Makes the page's abilities available to everything below. */
export function PageProvider(props: { readonly page: Page; readonly children: ReactNode }) {
  return <PageContext value={props.page}>{props.children}</PageContext>
}

/** The page's abilities. */
export function usePage(): Page {
  const page = use(PageContext)
  if (page === null) throw new Error('a component of the page stands outside its provider')
  return page
}
