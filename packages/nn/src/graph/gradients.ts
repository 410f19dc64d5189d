/** Reverse-mode differentiation of a scalar: one backward walk over the graph, adding nodes to it. */
import { constant, type Node, shapeError, show } from './node.ts'
import { add, expand } from './operators.ts'
import { vjpTable } from './vjp.ts'

/**
 * Gradients of the scalar `loss` with respect to `parameters`, one node each, of the parameter's shape. A parameter the
 * loss does not depend on gets zeros. Throws `InvalidArgument` when the loss is no scalar or an operator on the way has
 * no gradient rule.
 */
export function gradients(loss: Node, parameters: readonly Node[]): Node[] {
  if (loss.shape.length !== 0) throw shapeError('gradients', 'need a scalar loss', loss)
  const order = topologicalOrder([loss])
  const wanted = new Set<Node>(parameters)
  // Only nodes that lead to a parameter need a gradient: the images, for one, do not.
  const active = new Set<Node>()
  for (const node of order) if (wanted.has(node) || node.inputs.some(source => active.has(source))) active.add(node)

  const sums = new Map<Node, Node>([[loss, constant(1)]])
  for (const node of order.toReversed()) {
    const gradient = sums.get(node)
    if (gradient === undefined || !active.has(node) || node.inputs.length === 0) continue
    const parts = node.vjp === undefined ? rule(node, gradient) : node.vjp(gradient)
    // An alias with its own rule answers for its arguments, not for the value it stands for.
    const sources = node.op === 'Alias' && node.inputs.length > 1 ? node.inputs.slice(1) : node.inputs
    for (const [index, source] of sources.entries()) {
      const part = parts[index]
      if (part === undefined || !active.has(source)) continue
      if (show(part.shape) !== show(source.shape))
        throw new Error(`internal: the rule of ${node.op} gives ${show(part.shape)} for ${show(source.shape)}`)
      const sum = sums.get(source)
      sums.set(source, sum === undefined ? part : add(sum, part))
    }
  }
  return parameters.map(parameter => sums.get(parameter) ?? expand(constant(0), parameter.shape))
}

function rule(node: Node, gradient: Node): readonly (Node | undefined)[] {
  const vjp = vjpTable[node.op]
  if (vjp === undefined) throw shapeError('gradients', `have no rule for ${node.op}`, node)
  return vjp(node, gradient)
}

/** Every node the outputs depend on, inputs before users. */
export function topologicalOrder(outputs: readonly Node[]): Node[] {
  const order: Node[] = []
  const seen = new Set<Node>()
  const stack: { node: Node; next: number }[] = []
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
