/**
 * Turns ONNX Runtime's message about a failed node into a sentence about the graph. The message holds the name of the
 * node, and `toOnnx` writes the relevant facts into that name: label, operator, and the inputs with their shapes.
 */

const patterns: readonly { readonly pattern: RegExp; readonly name: number; readonly reason: number }[] = [
  // While running.
  { pattern: /running (?:\S+) node\. Name:'(.*)' Status Message: ([\s\S]*)/, name: 1, reason: 2 },
  // While loading: shapes that do not fit, types that an operator does not accept, an operator that does not exist.
  { pattern: /Node \((.*)\) Op \(\w+\) (?:\[\w+\] )?([\s\S]*)/, name: 1, reason: 2 },
  { pattern: /Type Error: ([\s\S]*) in node \((.*)\) is invalid/, name: 2, reason: 1 },
  { pattern: /In Node, \("(.*)", [^"]*, "[^"]*", -?\d+\) : [\s\S]*, Error ([\s\S]*)/, name: 1, reason: 2 },
]

/**
 * Returns the failure in a sentence, with the engine's own error as its cause: `hidden, Gather(table [4, 3], rows int64
 * [2]), failed: indices element out of data bounds, …`. If the engine gave the node a name of its own (it replaces some
 * nodes by faster ones), that name is used. `subject` stands for the model if no node is named.
 */
export function explainFailure(subject: string, cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  for (const { pattern, name, reason } of patterns) {
    const match = pattern.exec(message)
    if (match !== null) return `${nodeOf(match[name]!)} failed: ${sentence(match[reason]!)}`
  }
  return `${subject}: ${sentence(message)}`
}

/** Returns the name that `toOnnx` gives a node: the name of its value, its operator, and its inputs. */
export function nodeName(value: string, op: string, inputs: readonly string[]): string {
  return `${value}: ${op}(${inputs.join(', ')})`
}

function nodeOf(name: string): string {
  const [, label, op, inputs] = /^(.+)#\d+: ([\w.:]+)\((.*)\)/s.exec(name) ?? []
  if (op === undefined) return `node ${name}`
  return label === op ? `${op}(${inputs})` : `${label}, ${op}(${inputs}),`
}

/** The first line, without the codes, the place in the engine's source and the condition stated before it. */
function sentence(text: string): string {
  const line = text
    .replace(/^.* ERROR_MESSAGE: /s, '')
    .replace(/^\S*\.(?:cc|cpp|cu|h):\d+ (?:.*? was false\. )?/s, '')
    .trim()
    .split('\n')[0]!
  return line.endsWith('.') ? line : `${line}.`
}
