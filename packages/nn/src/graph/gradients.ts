/** Reverse-mode differentiation of a scalar: one backward walk over the graph, adding nodes to it. */
import { type AnyNode, constant, describe, type Node, shapeError, show, underLabel } from './node.ts'
import { add, expand } from './operators.ts'
import { type Vjp, vjpTable } from './vjp.ts'

/**
 * Returns gradients of the scalar `loss` with respect to `parameters`, one node each, of the parameter's shape. A
 * parameter that the loss does not depend on gets zeros. Throws `InvalidArgument` if the loss is not a scalar, an
 * operator on the way has no gradient rule, a custom rule gives another shape than its input's, or a parameter is a
 * second node of the name of an input that the loss reads.
 */
export function gradients(loss: Node, parameters: readonly Node[]): Node[] {
  if (loss.shape.length !== 0) throw shapeError('gradients', 'need a scalar loss', loss)
  const order = topologicalOrder([loss])
  const wanted = new Set<AnyNode>(parameters)
  refuseTwins(order, wanted)
  // Only nodes that lead to a parameter need a gradient; images, for example, do not.
  const active = new Set<AnyNode>()
  for (const node of order) if (wanted.has(node) || node.inputs.some(source => active.has(source))) active.add(node)

  const sums = new Map<AnyNode, Node>([[loss, constant(1)]])
  for (const node of order.toReversed()) {
    const gradient = sums.get(node)
    if (gradient === undefined || !active.has(node) || node.inputs.length === 0) continue
    const parts = underLabel(`gradient of ${describe(node)}`, () => (node.vjp ?? rule(node))(gradient))
    // An alias with its own rule provides gradients for its arguments, not for the value it represents.
    const sources = node.op === 'Alias' && node.inputs.length > 1 ? node.inputs.slice(1) : node.inputs
    for (const [index, source] of sources.entries()) {
      const part = parts[index]
      if (part === undefined || !active.has(source)) continue
      if (show(part.shape) !== show(source.shape))
        throw shapeError('gradients', `get ${show(part.shape)} from the rule of ${describe(node)} for an input`, source)
      const sum = sums.get(source)
      sums.set(source, sum === undefined ? part : add(sum, part))
    }
  }
  return parameters.map(parameter => sums.get(parameter) ?? expand(constant(0), parameter.shape))
}

/** Two inputs of one name are one value in the file, but two nodes here: the gradient would silently be zero. */
function refuseTwins(order: readonly AnyNode[], wanted: ReadonlySet<AnyNode>): void {
  const read = new Set(order)
  for (const twin of wanted)
    if (twin.op === 'Input' && !read.has(twin) && order.some(({ op, label }) => op === 'Input' && label === twin.label))
      throw shapeError('gradients', 'need the very node that the loss reads: make an input once and use it twice', twin)
}

function rule(node: AnyNode): (gradient: Node) => readonly (Node | undefined)[] {
  const vjp = vjpTable[node.op]
  if (vjp === undefined) throw shapeError('gradients', `have no rule for ${node.op}`, node)
  return gradient => vjp(node as Parameters<Vjp>[0], gradient)
}

/** Every node the outputs depend on, inputs before users. */
export function topologicalOrder(outputs: readonly AnyNode[]): AnyNode[] {
  const order: AnyNode[] = []
  const seen = new Set<AnyNode>()
  const stack: { node: AnyNode; next: number }[] = []
  for (const output of outputs) {
    if (seen.has(output)) continue
    seen.add(output)
    stack.push({ node: output, next: 0 })
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!
      const source = top.node.inputs[top.next++]
      if (source === undefined) {
        order.push(top.node)
        stack.pop()
      } else if (!seen.has(source)) {
        seen.add(source)
        stack.push({ node: source, next: 0 })
      }
    }
  }
  return order
}
