// The card of a Pod: its head, the network namespace, the containers and the volumes, at the places of its geometry.
import { roundedPath, type Box } from '#picture/canvas/box.ts'
import type {
  ContainerPicture,
  Movement,
  PodPicture,
  VolumePicture,
} from '#picture/canvas/canvas-graph.ts'
import type { PodData } from '#picture/canvas/elements.ts'
import { callWay } from '#picture/canvas/pod/call-way.ts'
import { FILE_TAB_HEIGHT, type PodGeometry, podGeometry } from '#picture/canvas/pod/pod-geometry.ts'
import type { ContainerBox } from '#picture/canvas/pod/pod-boxes.ts'
import { callText, filesText } from '#picture/canvas/pod/pod-words.ts'
import { mix } from '#picture/tokens.ts'
import { between, circle, DASHED, group, label, path, type Pen, rect } from './markup.ts'
import { fileTab, halo, revisionMark } from './marks.ts'
import { ports } from './ports.ts'
import { glyph, pill, pillWidth, toneOf } from './state.ts'
import { widthOf } from './text-width.ts'
import { roleTitle } from '#picture/words/container-role.ts'

/** The card of a Pod in a box of this size. */
export function podCard(pen: Pen, data: PodData, { width, height }: Box): string {
  const { pod, focus } = data
  const tab = pod.staticPod === null ? 0 : FILE_TAB_HEIGHT
  const body = { x: 0, y: 0, width, height: height - tab }
  const card = [
    rect(body, 11, { fill: pen.tokens.panel, ...edgeOf(pen, pod), width: 1.5 }),
    focus === '' ? halo(pen, body, 11) : '',
    head(pen, data, width),
    inside(pen, data),
  ]
  return [
    pod.staticPod === null ? '' : fileTab(pen, pod.staticPod.file, width),
    group(0, tab, card),
  ].join('')
}

function edgeOf(
  pen: Pen,
  { state }: PodPicture,
): { readonly stroke: string; readonly dash?: string } {
  if (state.tone === 'fail') return { stroke: between(pen, 'fail', 0.55, 'line2') }
  if (state.tone === 'term') return { stroke: between(pen, 'term', 0.55, 'line2'), dash: DASHED }
  return { stroke: pen.tokens.line2 }
}

const NAME = { size: 13, weight: 650 }
const SMALL = { size: 11 }

function head(pen: Pen, { pod, revision }: PodData, width: number): string {
  const { half } = podGeometry(pod.spec)
  const { dim, text } = pen.tokens
  const ready = `${pod.ready}/${pod.total} ready`
  const restarts = pod.restarts > 0 ? `↺ ${pod.restarts}` : ''
  const counts = half || restarts === '' ? ready : `${ready}  ${restarts}`
  const countsWidth = widthOf(counts, SMALL)
  const left = revision === null ? 10 : 26
  const right = width - 10
  const line = half ? 21 : 22
  const pillRoom = half
    ? width - 20 - (restarts === '' ? 0 : 34)
    : Math.min(pillWidth(pod.state.word), width * 0.4)
  const nameRoom = right - left - countsWidth - 8 - (half ? 0 : pillRoom + 8)
  const nameEnd = left + Math.min(widthOf(pod.name, NAME), nameRoom)
  return [
    revision === null ? '' : revisionMark(pen, revision === 'new', 10, line - 10),
    label(left, line, pod.name, { ...NAME, fill: text, room: nameRoom, cut: 'middle' }),
    label(right, line - 0.5, counts, { ...SMALL, fill: dim, anchor: 'end' }),
    half
      ? pill(pen, pod.state, 10, 37, pillRoom)
      : pill(pen, pod.state, nameEnd + 8, 17.5, pillRoom),
    half && restarts !== ''
      ? label(right, 41, restarts, { ...SMALL, fill: dim, anchor: 'end' })
      : '',
  ].join('')
}

function inside(pen: Pen, { pod, movement, focus }: PodData): string {
  const geometry = podGeometry(pod.spec)
  const boxes = new Map(geometry.containers.map((box) => [box.name, box]))
  const drums = new Map(geometry.volumes.map((box) => [box.name, box]))
  const { control, dim } = pen.tokens
  const captions = geometry.captions.map(({ x, y, text }) =>
    label(x, y + 11, text, { size: 10.5, fill: dim }),
  )
  return [
    rect(geometry.frame, 8, {
      fill: between(pen, 'sunk', 0.75, 'panel'),
      stroke: control,
      dash: DASHED,
    }),
    strip(pen, pod, geometry, movement),
    ...captions,
    wires(pen, geometry, movement, pod.id),
    ...pod.containers.map((one) => {
      const box = boxes.get(one.name)
      return box === undefined ? '' : container(pen, one, box, focus === one.name)
    }),
    ...pod.volumes.map((one) => {
      const box = drums.get(one.name)
      return box === undefined ? '' : volume(pen, one, box, movement)
    }),
    geometry.moreVolumes === 0
      ? ''
      : label(geometry.width - 12, geometry.height - 50, `+${geometry.moreVolumes} more volumes`, {
          size: 10.5,
          fill: pen.tokens.vol,
          anchor: 'end',
        }),
  ].join('')
}

function strip(
  pen: Pen,
  pod: PodPicture,
  geometry: PodGeometry,
  movement: Movement | null,
): string {
  const { x, y, width, height } = geometry.strip
  const { accent, dim, line2 } = pen.tokens
  const accentBackground = pen.tokens['accent-bg']
  const host = pod.hostNetwork ? `host network${pod.ip === '' ? '' : ` · ${pod.ip}`}` : pod.ip
  const address = host === '' ? 'no IP yet' : host
  const line = path(`M${x} ${y + height - 0.5}h${width}`, { stroke: line2, dash: DASHED })
  const face = { size: 10.5, mono: true }
  const call = movement?.kind === 'call' ? callText(movement, pod.id) : null
  const right = x + width - 6
  const drawn =
    call === null
      ? ports(pen, pod.ports, { right, middle: y + height / 2, short: geometry.half })
      : null
  const callWidth = call === null ? 0 : Math.min(widthOf(call, face) + 12, width * 0.68)
  const room = width - 14 - (drawn?.width ?? callWidth + 6)
  const box = { x: right - callWidth, y: y + 4, width: callWidth, height: 16 }
  return [
    line,
    label(x + 8, y + 15.5, address, { ...face, fill: dim, room }),
    drawn?.text ?? '',
    call === null ? '' : rect(box, 5, { fill: accentBackground }),
    call === null
      ? ''
      : label(box.x + 6, y + 15.5, call, { ...face, fill: accent, room: callWidth - 12 }),
  ].join('')
}

function container(pen: Pen, one: ContainerPicture, box: ContainerBox, now: boolean): string {
  const { name, number, role, state, detail, restarts, image } = one
  const { tone, background } = toneOf(pen, state.tone)
  const { text, dim, panel, line2 } = pen.tokens
  const isIdle = state.tone === 'idle'
  const stroke = mix(tone, 0.38, isIdle ? line2 : pen.tokens.line)
  const left = box.x + 8
  const inner = box.width - 16
  const nameAt = number === null ? left : left + 20
  const again = restarts > 0 ? `↺${restarts}` : ''
  const shown = detail === '' ? image : detail
  const isDone = state.tone === 'done'
  return group(
    0,
    0,
    [
      rect(box, 8, {
        fill: isIdle ? panel : background,
        ...(isDone ? {} : { stroke }),
        ...(isIdle ? { dash: DASHED } : {}),
      }),
      role === 'sidecar' ? rect({ ...box, width: 3 }, 1.5, { fill: stroke }) : '',
      now ? halo(pen, box, 8) : '',
      number === null ? '' : numberMark(pen, number, left, box.y + 12),
      label(nameAt, box.y + 16, name, {
        size: 12,
        weight: 550,
        fill: text,
        room: inner - (nameAt - left) - (again === '' ? 0 : 24),
      }),
      label(box.x + box.width - 8, box.y + 16, again, { size: 10.5, fill: dim, anchor: 'end' }),
      glyph(pen, state.tone, left, box.y + 22),
      label(left + 17, box.y + 32, state.word, {
        size: 11,
        fill: tone,
        room: inner - 17 - (role === 'sidecar' ? 42 : 0),
      }),
      role === 'sidecar'
        ? label(box.x + box.width - 8, box.y + 32, 'sidecar', {
            size: 10.5,
            fill: dim,
            anchor: 'end',
          })
        : '',
      label(left, box.y + 46, shown, { size: 10.5, fill: dim, room: inner }),
      plugs(pen, box),
    ],
    `${roleTitle(role)} ${name}: ${state.word}${detail === '' ? '' : `, ${detail}`} (${image})`,
  )
}

function numberMark(pen: Pen, number: number, x: number, middle: number): string {
  const face = { size: 10, weight: 700, fill: pen.tokens.text, anchor: 'middle' as const }
  return (
    circle(x + 7.5, middle, 7.5, { fill: between(pen, 'text', 0.14, 'panel') }) +
    label(x + 7.5, middle + 3.5, String(number), face)
  )
}

function plugs(pen: Pen, box: ContainerBox): string {
  const { vol } = pen.tokens
  const background = pen.tokens['vol-bg']
  const edge = between(pen, 'vol', 0.35, 'vol-bg')
  const drawn = box.plugs.flatMap((plug) => {
    const mode = plug.readOnly ? 'ro' : 'rw'
    const area = { x: plug.x + 0.5, y: plug.y, width: plug.width - 1, height: plug.height - 1 }
    return [
      rect(area, 3, { fill: background, stroke: edge }),
      label(plug.x + 6, plug.y + 12.5, plug.path, {
        size: 10,
        mono: true,
        fill: vol,
        room: plug.width - 30,
        cut: 'start',
      }),
      label(plug.x + plug.width - 5, plug.y + 12.5, mode, {
        size: 10,
        weight: 650,
        fill: vol,
        anchor: 'end',
      }),
    ]
  })
  const more =
    box.moreMounts === 0
      ? ''
      : label(box.x + box.width - 4, box.y + box.height - 22, `+${box.moreMounts}`, {
          size: 10,
          fill: vol,
          anchor: 'end',
        })
  return [...drawn, more].join('')
}

function volume(pen: Pen, one: VolumePicture, box: Box, movement: Movement | null): string {
  const { vol } = pen.tokens
  const files = one.fileCount === null ? 'not set up' : filesText(one.fileCount)
  const access = movement?.kind === 'volume' && movement.volume === one.name ? movement : null
  const text = access === null ? `${one.what} · ${files}` : `${access.direction} ${access.path}`
  const middle = box.x + box.width / 2
  const isAbsent = one.fileCount === null
  const shape = {
    fill: isAbsent ? 'none' : pen.tokens['vol-bg'],
    stroke: between(pen, 'vol', 0.45, 'panel'),
    ...(isAbsent ? { dash: DASHED } : {}),
  }
  const words = { fill: vol, anchor: 'middle' as const, room: box.width - 16 }
  return group(
    0,
    0,
    [
      rect(box, [box.width / 2, 9], shape),
      label(middle, box.y + 17, one.name, { ...words, size: 11.5, weight: 650 }),
      label(middle, box.y + 30.5, text, {
        ...words,
        size: 10.5,
        ...(access === null ? {} : { mono: true, weight: 650 }),
      }),
    ],
    [`Volume ${one.name} (${one.what}), ${files}`, ...one.files.slice(0, 20)].join('\n'),
  )
}

function wires(pen: Pen, geometry: PodGeometry, movement: Movement | null, podId: string): string {
  const { vol, dim, accent } = pen.tokens
  const access = movement?.kind === 'volume' ? movement : null
  const call = movement?.kind === 'call' ? callWay(geometry, movement, podId) : null
  const drawn = geometry.wires.flatMap(({ container: from, volume: to, readOnly, points }) => {
    const isActive = from === access?.container && to === access.volume
    const [start] = points
    return [
      path(roundedPath(points), {
        stroke: vol,
        width: isActive ? 2.6 : 1.4,
        ...(readOnly ? { dash: DASHED } : {}),
      }),
      start === undefined ? '' : circle(start.x, start.y, isActive ? 3.4 : 2.6, { fill: vol }),
    ]
  })
  const arrows = geometry.arrows.map(({ x, y }) =>
    path(`M${x - 5} ${y}h9m-3.5 -3.5l3.5 3.5l-3.5 3.5`, { stroke: dim, width: 1.3, round: true }),
  )
  const way = call === null ? '' : path(roundedPath(call), { stroke: accent, width: 2 })
  return [...drawn, ...arrows, way].join('')
}
