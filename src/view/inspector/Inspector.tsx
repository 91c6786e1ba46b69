// The inspector: what the selected thing is, and five ways to look at it.
import { useId, useMemo, type KeyboardEvent, type ReactNode } from 'react'
import { keyOfOwner } from '#api/meta/object.ts'
import type { InspectorTab } from '#playground/inspector-tab.ts'
import { ToolButton } from '#view/shell/ToolButton.tsx'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import type { WorldState } from '#client/world.ts'
import { containerStateIn } from '#picture/words/container-facts.ts'
import type { ContainerWord } from '#picture/words/container-state.ts'
import { nodeState } from '#picture/words/pod-state.ts'
import { shownPodAt } from '#picture/words/shown-pod.ts'
import { Term } from '#view/shell/Term.tsx'
import { DeafNote } from '#view/shell/DeafNote.tsx'
import { StateBadge } from '#view/shell/StateBadge.tsx'
import { ActionBar } from './ActionBar.tsx'
import { EventsTab } from './EventsTab.tsx'
import './inspector.css'
import { LogsTab } from './LogsTab.tsx'
import { Overview } from './Overview.tsx'
import { StatusTab } from './StatusTab.tsx'
import { subjectOf, titleOf, type Subject } from '#picture/inspector/subject.ts'
import { WhyTab } from './WhyTab.tsx'
import { YamlTab } from './YamlTab.tsx'
import { findContainer } from '#api/core/containers.ts'
import { ROLE_WORDS } from '#picture/words/container-role.ts'

const LABELS: Readonly<Record<InspectorTab, string>> = {
  why: 'Why',
  status: 'Status',
  events: 'Events',
  logs: 'Logs',
  yaml: 'YAML',
}

/** Everything in the inspector pane. */
export function Inspector() {
  const { world, selection } = usePlayground((state) => state.near)
  const subject = useMemo(() => subjectOf(world, selection), [world, selection])
  if (subject === null) return <Overview />
  return (
    <div className="inspector">
      <Head subject={subject} />
      <DeafNote />
      <ActionBar subject={subject} />
      {subject.kind === 'absent' ? (
        <p className="empty">It is not there at this moment. Move along the timeline to see it.</p>
      ) : (
        <Tabs subject={subject} />
      )}
    </div>
  )
}

/** What is shown because the step is about it can be kept, or left for the whole moment. */
function Following({ subject }: { readonly subject: Subject }) {
  const { select, follow } = usePlaygroundActions()
  return (
    <p className="following">
      Follows the step{' · '}
      <button
        type="button"
        className="linklike"
        aria-label={`Keep ${titleOf(subject)}`}
        title="Keep it here, whatever the next steps are about"
        onClick={() => select(subject.key)}
      >
        Keep
      </button>
      {' · '}
      <button
        type="button"
        className="linklike"
        aria-label="Show the whole moment"
        title="Show all Pods and Nodes of the moment"
        onClick={() => follow(false)}
      >
        Whole moment
      </button>
    </p>
  )
}

function Head({ subject }: { readonly subject: Subject }) {
  const { select } = usePlaygroundActions()
  const isPinned = usePlayground((one) => one.selection !== null)
  const { world } = usePlayground((state) => state.near)
  const state = stateOf(world, subject)
  return (
    <header className="inspector-head">
      <h2>
        {titleOf(subject)}{' '}
        {state !== null && (
          <Term word={state.word}>
            <StateBadge tone={state.tone} word={state.word} />
          </Term>
        )}
      </h2>
      {isPinned && (
        <ToolButton
          label="Select nothing"
          icon="close"
          title="Select nothing (Esc)"
          onClick={() => select(null)}
        />
      )}
      <p className="dim">
        <Term word={wordOf(subject)} />
        {subject.kind !== 'node' && subject.kind !== 'absent' && ' · '}
        <HeadFacts subject={subject} />
      </p>
      {!isPinned && <Following subject={subject} />}
    </header>
  )
}

function stateOf(world: WorldState, subject: Subject): ContainerWord | null {
  if (subject.kind === 'pod') return shownPodAt(world, subject.pod).state
  if (subject.kind === 'node') return nodeState(subject.node)
  if (subject.kind !== 'container') return null
  return containerStateIn(world, subject)
}

/** What it is called in Kubernetes. */
function wordOf(subject: Subject): string {
  switch (subject.kind) {
    case 'pod':
      return 'Pod'
    case 'node':
      return 'Node'
    case 'object':
      return subject.object.kind
    case 'volume':
      return 'volume'
    case 'container': {
      const { record, pod } = subject
      return ROLE_WORDS[(pod === null ? undefined : findContainer(pod, record.name))?.role ?? 'app']
    }
    case 'absent':
      return 'Object'
  }
}

function HeadFacts({ subject }: { readonly subject: Subject }): ReactNode {
  switch (subject.kind) {
    case 'pod': {
      const { metadata, spec, status } = subject.pod
      const owner = metadata.ownerReferences?.find((ref) => ref.controller === true)
      return (
        <>
          {metadata.namespace ?? 'default'} ·{' '}
          {linkTo(
            spec?.nodeName ? `Node//${spec.nodeName}` : null,
            spec?.nodeName ?? 'no node yet',
          )}
          {status?.qosClass !== undefined && ` · ${status.qosClass}`}
          {owner !== undefined && (
            <>
              {' '}
              · of {linkTo(keyOfOwner(owner, metadata.namespace), `${owner.kind} ${owner.name}`)}
            </>
          )}
        </>
      )
    }
    case 'container':
      return (
        <>
          in {linkTo(subject.podKey, `Pod ${subject.record.pod.name}`)} · {subject.record.image}
          {subject.record.attempt > 0 && ` · instance ${subject.record.attempt + 1}`}
        </>
      )
    case 'volume':
      return (
        <>
          {subject.volume.type} · of {linkTo(subject.podKey, `Pod ${subject.volume.pod.name}`)}
        </>
      )
    case 'object':
      return subject.object.metadata.namespace ?? 'cluster-wide'
    case 'node':
    case 'absent':
      return null
  }
}

function linkTo(key: string | null, text: string): ReactNode {
  return key === null ? text : <SelectLink selectKey={key} text={text} />
}

function SelectLink(props: { readonly selectKey: string; readonly text: string }) {
  const { select } = usePlaygroundActions()
  return (
    <button type="button" className="linklike" onClick={() => select(props.selectKey)}>
      {props.text}
    </button>
  )
}

function tabsFor(subject: Subject): readonly InspectorTab[] {
  if (subject.kind === 'volume') return ['why', 'status']
  if (subject.kind === 'pod' || subject.kind === 'container')
    return ['why', 'status', 'events', 'logs', 'yaml']
  return ['why', 'status', 'events', 'yaml']
}

function Tabs({ subject }: { readonly subject: Subject }) {
  const wanted = usePlayground((state) => state.inspectorTab)
  const { showTab } = usePlaygroundActions()
  const id = useId()
  const tabs = tabsFor(subject)
  const tab = tabs.includes(wanted) ? wanted : 'why'
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 }
    const move = moves[event.key]
    const next = tabs[(tabs.indexOf(tab) + (move ?? 0) + tabs.length) % tabs.length]
    if (move === undefined || next === undefined) return
    event.preventDefault()
    showTab(next)
    document.getElementById(`${id}-${next}`)?.focus()
  }
  return (
    <>
      <div className="tabs" role="tablist" aria-label="Ways to look at it" onKeyDown={onKeyDown}>
        {tabs.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={name === tab}
            aria-controls={`${id}-panel`}
            tabIndex={name === tab ? 0 : -1}
            onClick={() => showTab(name)}
          >
            {LABELS[name]}
          </button>
        ))}
      </div>
      <div
        className="tab-panel"
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${tab}`}
        tabIndex={0}
      >
        <TabContent tab={tab} subject={subject} />
      </div>
    </>
  )
}

function TabContent(props: { readonly tab: InspectorTab; readonly subject: Subject }) {
  const { tab, subject } = props
  switch (tab) {
    case 'why':
      return <WhyTab subject={subject} />
    case 'status':
      return <StatusTab subject={subject} />
    case 'events':
      return <EventsTab subject={subject} />
    case 'logs':
      return <LogsTab subject={subject} />
    case 'yaml':
      return <YamlTab subject={subject} />
  }
}
