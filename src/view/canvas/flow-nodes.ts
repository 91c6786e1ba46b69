// The elements of a picture as React Flow knows them.
import type { Node as FlowNode } from '@xyflow/react'
import type { CanvasElement, FrameElement } from '#picture/canvas/elements.ts'

type Flow<E extends CanvasElement> = E extends CanvasElement
  ? FlowNode<E['data'], E['type']>
  : never

export type CanvasNode = Flow<CanvasElement>

/** The frame of a Node. */
export type FrameNode = Flow<FrameElement>
