import { called, type CallArguments, type CallFact, type ImportFact, type Reference, type SourceFacts } from './facts.ts'
import { follow, Resolver, result } from './resolver.ts'
import { type Binding, Scope, unknownBinding } from './scope.ts'
import type { SyntaxTree } from './syntax-tree.ts'

const functionTypes = new Set([
  'function_declaration',
  'function_expression',
  'generator_function',
  'generator_function_declaration',
  'arrow_function',
  'method_definition',
])
const blockTypes = new Set(['statement_block', 'catch_clause', 'for_in_statement', 'for_statement', 'switch_body', 'class_body'])
/** Wrappers that stand for the expression in them. */
const transparentTypes = new Set([
  'parenthesized_expression',
  'await_expression',
  'non_null_expression',
  'as_expression',
  'satisfies_expression',
])
/** Names that are there without an import and are looked at. */
const globals = new Set(['fetch', 'eval', 'Function', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'process', 'Deno', 'Bun'])
const globalObjects = new Set(['globalThis', 'window', 'self', 'global'])

/** Reads imports, calls and bindings out of the tree of a TypeScript, TSX or JavaScript file. */
export function readJavaScript(tree: SyntaxTree, isInteresting: (name: string) => boolean): SourceFacts {
  return new JavaScriptReader(tree, isInteresting).read()
}

class JavaScriptReader extends Resolver {
  readonly #tree: SyntaxTree
  readonly #isInteresting: (name: string) => boolean
  readonly #module = new Scope('module', undefined)
  readonly #scopes = new Map<number, Scope>()
  /** What is assigned to `this.<name>` anywhere in the file. */
  readonly #instance = new Scope('module', undefined)
  readonly #imports: ImportFact[] = []
  readonly #relativeImports: string[] = []
  readonly #calls: CallFact[] = []
  readonly #environment: { name: string; line: number }[] = []

  constructor(tree: SyntaxTree, isInteresting: (name: string) => boolean) {
    super()
    this.#tree = tree
    this.#isInteresting = isInteresting
  }

  read(): SourceFacts {
    this.#visit((node, scope) => this.#declare(node, scope))
    this.#visit((node, scope) => this.#collect(node, scope))
    return {
      ecosystem: 'npm',
      imports: this.#imports,
      relativeImports: this.#relativeImports,
      calls: this.#calls,
      environment: this.#environment,
    }
  }

  /** Walks all nodes in the order of the text, each with the scope it stands in. */
  #visit(visitor: (node: number, scope: Scope) => void): void {
    const tree = this.#tree
    const open: { end: number; scope: Scope }[] = []
    let scope = this.#module
    for (let node = 0; node < tree.size; node++) {
      while (open.length > 0 && node >= (open.at(-1)?.end ?? 0)) {
        open.pop()
        scope = open.at(-1)?.scope ?? this.#module
      }
      visitor(node, scope)
      const type = tree.type(node)
      const opens = functionTypes.has(type) ? 'function' : blockTypes.has(type) ? 'block' : undefined
      if (!opens) continue
      let inner = this.#scopes.get(node)
      if (!inner) {
        inner = new Scope(opens, scope)
        this.#scopes.set(node, inner)
      }
      scope = inner
      open.push({ end: tree.after(node), scope })
    }
  }

  #declare(node: number, scope: Scope): void {
    const tree = this.#tree
    switch (tree.type(node)) {
      case 'import_statement':
        this.#declareImport(node)
        return
      case 'export_statement': {
        const source = this.#stringAt(tree.field(node, 'source'))
        if (source) this.#addImport(source, [], node)
        return
      }
      case 'variable_declarator': {
        const isVar = /^var\b/.test(tree.text.slice(tree.start(node) - 4, tree.start(node)))
        const value = tree.field(node, 'value')
        const typed = value === undefined ? this.#typeOf(tree.field(node, 'type'), scope) : undefined
        const binding = typed ?? (value === undefined ? unknownBinding : { expression: { node: value, scope } })
        this.#bindPattern(tree.field(node, 'name'), binding, isVar ? scope.enclosingFunction : scope)
        return
      }
      case 'function_declaration':
      case 'generator_function_declaration':
      case 'class_declaration':
      case 'abstract_class_declaration':
      case 'enum_declaration':
        this.#bindPattern(tree.field(node, 'name'), unknownBinding, scope)
        return
      case 'required_parameter':
      case 'optional_parameter': {
        const binding = this.#typeOf(tree.field(node, 'type'), scope) ?? unknownBinding
        const pattern = tree.field(node, 'pattern')
        if (tree.children(node).some((child) => tree.type(child) === 'accessibility_modifier') && pattern !== undefined) {
          this.#instance.bind(tree.textOf(pattern), binding)
        }
        this.#bindPattern(pattern, binding, scope)
        return
      }
      case 'formal_parameters':
        // In plain JavaScript the patterns are the parameters themselves.
        for (const child of tree.children(node)) {
          if (!tree.type(child).endsWith('_parameter')) this.#bindPattern(child, unknownBinding, scope)
        }
        return
      case 'arrow_function':
        this.#declareInside(node, 'parameter', scope)
        return
      case 'catch_clause':
        this.#declareInside(node, 'parameter', scope)
        return
      case 'for_in_statement':
        this.#declareInside(node, 'left', scope)
        return
      case 'assignment_expression':
        this.#declareAssignment(node, scope)
        return
      case 'public_field_definition':
      case 'field_definition': {
        const name = tree.field(node, 'name') ?? tree.field(node, 'property')
        const value = tree.field(node, 'value')
        if (name === undefined) return
        const typed = this.#typeOf(tree.field(node, 'type'), scope)
        this.#instance.bind(tree.textOf(name), value === undefined ? (typed ?? unknownBinding) : { expression: { node: value, scope } })
        return
      }
    }
  }

  /** Binds a name that a node declares for what is below it alone. */
  #declareInside(node: number, field: string, outer: Scope): void {
    const pattern = this.#tree.field(node, field)
    if (pattern === undefined) return
    // The scope of this node is opened right after its own visit, so it is made here.
    let inner = this.#scopes.get(node)
    if (!inner) {
      inner = new Scope(functionTypes.has(this.#tree.type(node)) ? 'function' : 'block', outer)
      this.#scopes.set(node, inner)
    }
    this.#bindPattern(pattern, unknownBinding, inner)
  }

  #declareImport(node: number): void {
    const tree = this.#tree
    const typeOnly = /^import\s+type\b/.test(tree.text.slice(tree.start(node), tree.start(node) + 16))
    const clause = tree.firstChild(node)
    if (clause !== undefined && tree.type(clause) === 'import_require_clause') {
      const source = this.#stringAt(tree.field(clause, 'source'))
      const name = tree.firstChild(clause)
      if (!source || name === undefined) return
      this.#module.bind(tree.textOf(name), { reference: this.#moduleReference(source) })
      this.#addImport(source, [], node)
      return
    }
    const source = this.#stringAt(tree.field(node, 'source'))
    if (!source) return
    const names: string[] = []
    let whole = false
    const reference = this.#moduleReference(source)
    for (const child of clause !== undefined && tree.type(clause) === 'import_clause' ? tree.children(clause) : []) {
      if (tree.type(child) === 'named_imports') {
        for (const specifier of tree.children(child)) this.#declareSpecifier(specifier, reference, names)
      } else {
        const name = tree.type(child) === 'namespace_import' ? tree.firstChild(child) : child
        if (name === undefined) continue
        whole = true
        this.#module.bind(tree.textOf(name), { reference })
      }
    }
    // Types alone leave no trace in the program that runs.
    if (!typeOnly) this.#addImport(source, whole ? [] : names, node)
  }

  #declareSpecifier(specifier: number, reference: Reference, names: string[]): void {
    const tree = this.#tree
    const name = tree.field(specifier, 'name')
    if (name === undefined) return
    const imported = tree.textOf(name)
    const alias = tree.field(specifier, 'alias') ?? name
    if (!/^type\s/.test(tree.textOf(specifier))) names.push(imported)
    this.#module.bind(tree.textOf(alias), { reference, members: imported === 'default' ? [] : [imported] })
  }

  #declareAssignment(node: number, scope: Scope): void {
    const tree = this.#tree
    const left = tree.field(node, 'left')
    const right = tree.field(node, 'right')
    if (left === undefined || right === undefined) return
    const binding: Binding = { expression: { node: right, scope } }
    if (tree.type(left) === 'identifier') {
      const name = tree.textOf(left)
      for (let at: Scope | undefined = scope; at; at = at.parent) {
        if (!at.own(name)) continue
        at.bind(name, binding)
        return
      }
      return
    }
    const property = this.#instanceProperty(left)
    if (property) this.#instance.bind(property, binding)
  }

  /** The name in `this.<name>`. */
  #instanceProperty(node: number): string | undefined {
    const tree = this.#tree
    if (tree.type(node) !== 'member_expression') return undefined
    const object = tree.field(node, 'object')
    const property = tree.field(node, 'property')
    return object !== undefined && property !== undefined && tree.type(object) === 'this' ? tree.textOf(property) : undefined
  }

  #bindPattern(pattern: number | undefined, binding: Binding, scope: Scope): void {
    if (pattern === undefined) return
    const tree = this.#tree
    const below = (member: string): Binding =>
      binding === unknownBinding ? binding : { ...binding, members: [...(binding.members ?? []), member] }
    switch (tree.type(pattern)) {
      case 'identifier':
      case 'type_identifier':
      case 'shorthand_property_identifier_pattern':
        scope.bind(tree.textOf(pattern), binding)
        return
      case 'object_pattern':
        for (const child of tree.children(pattern)) {
          const type = tree.type(child)
          if (type === 'shorthand_property_identifier_pattern') scope.bind(tree.textOf(child), below(tree.textOf(child)))
          else if (type === 'pair_pattern') {
            const key = tree.field(child, 'key')
            this.#bindPattern(tree.field(child, 'value'), key === undefined ? unknownBinding : below(tree.textOf(key)), scope)
          } else if (type === 'object_assignment_pattern') {
            const left = tree.field(child, 'left')
            if (left !== undefined) this.#bindPattern(left, below(tree.textOf(left)), scope)
          } else this.#bindPattern(child, binding, scope)
        }
        return
      case 'array_pattern':
        for (const child of tree.children(pattern)) this.#bindPattern(child, unknownBinding, scope)
        return
      case 'rest_pattern':
      case 'assignment_pattern':
        this.#bindPattern(tree.firstChild(pattern), binding, scope)
        return
    }
  }

  /** An instance of the class that a type annotation names. */
  #typeOf(annotation: number | undefined, scope: Scope): Binding | undefined {
    if (annotation === undefined) return undefined
    const tree = this.#tree
    let type = tree.firstChild(annotation)
    if (type !== undefined && tree.type(type) === 'generic_type') type = tree.field(type, 'name')
    if (type === undefined || !/^(type_identifier|nested_type_identifier)$/.test(tree.type(type))) return undefined
    return { expression: { node: type, scope }, members: [called] }
  }

  #collect(node: number, scope: Scope): void {
    const tree = this.#tree
    switch (tree.type(node)) {
      case 'call_expression':
        this.#collectCall(node, tree.field(node, 'function'), scope)
        return
      case 'new_expression':
        this.#collectCall(node, tree.field(node, 'constructor'), scope)
        return
      case 'decorator':
        this.#collectDecorator(node, scope)
        return
      case 'member_expression':
      case 'subscript_expression':
        this.#collectEnvironment(node, scope)
        return
    }
  }

  #collectCall(node: number, callee: number | undefined, scope: Scope): void {
    if (callee === undefined) return
    const tree = this.#tree
    const required = this.#requiredModule(node, callee, scope)
    if (required !== undefined) {
      this.#addImport(required, this.#destructuredNames(node), node)
      return
    }
    // A decorator that is called is collected as a decorator.
    const parent = tree.parent(node)
    if (parent !== undefined && tree.type(parent) === 'decorator') return
    const name = this.#lastName(callee)
    const reference = this.evaluate(callee, scope)
    if (!reference && !this.#isInteresting(name)) return
    // The line of the callee's last name is where a reader looks for the call in a chain over several lines.
    const place = tree.field(callee, 'property') ?? callee
    this.#calls.push({
      reference,
      name,
      line: tree.line(place),
      kind: 'call',
      arguments: this.#argumentsOf(node),
      target: this.#targetOf(node),
    })
  }

  #collectDecorator(node: number, scope: Scope): void {
    const tree = this.#tree
    const expression = tree.firstChild(node)
    if (expression === undefined) return
    const isCall = tree.type(expression) === 'call_expression'
    const callee = isCall ? tree.field(expression, 'function') : expression
    if (callee === undefined) return
    const reference = this.evaluate(callee, scope)
    const name = this.#lastName(callee)
    if (!reference && !this.#isInteresting(name)) return
    const next = tree.after(node)
    const decorated = next < tree.size ? tree.field(next, 'name') : undefined
    this.#calls.push({
      reference,
      name,
      line: tree.line(node),
      kind: 'decorator',
      arguments: this.#argumentsOf(expression),
      target: decorated === undefined ? undefined : tree.textOf(decorated),
    })
  }

  /** `process.env.NAME` and `process.env['NAME']`. */
  #collectEnvironment(node: number, scope: Scope): void {
    const reference = this.evaluate(node, scope)
    if (!reference || reference.members.length > 3) return
    const path = [reference.module, ...reference.members]
    const start = path[0] === 'globalThis' ? 1 : 0
    if (path[start] !== 'process' || path[start + 1] !== 'env') return
    const name = path[start + 2]
    if (name && path.length === start + 3) this.#environment.push({ name, line: this.#tree.line(node) })
  }

  protected evaluateNode(node: number, scope: Scope): Reference | undefined {
    const tree = this.#tree
    const type = tree.type(node)
    if (transparentTypes.has(type)) return this.evaluate(tree.firstChild(node), scope)
    switch (type) {
      case 'identifier':
      case 'type_identifier':
        return this.#name(tree.textOf(node), scope)
      case 'member_expression': {
        const property = this.#instanceProperty(node)
        if (property) {
          const bindings = this.#instance.own(property)
          return bindings && this.first(bindings)
        }
        return this.#member(tree.field(node, 'object'), tree.field(node, 'property'), scope)
      }
      case 'nested_type_identifier':
        return this.#member(tree.field(node, 'module'), tree.field(node, 'name'), scope)
      case 'subscript_expression': {
        const key = this.#stringAt(tree.field(node, 'index'))
        return key === undefined ? undefined : follow(this.evaluate(tree.field(node, 'object'), scope), key)
      }
      case 'binary_expression':
        return this.evaluate(tree.field(node, 'left'), scope) ?? this.evaluate(tree.field(node, 'right'), scope)
      case 'ternary_expression':
        return this.evaluate(tree.field(node, 'consequence'), scope) ?? this.evaluate(tree.field(node, 'alternative'), scope)
      case 'sequence_expression':
        return this.evaluate(tree.children(node).at(-1), scope)
      case 'new_expression':
        return result(this.evaluate(tree.field(node, 'constructor'), scope))
      case 'call_expression':
        return this.#callResult(node, scope)
    }
    return undefined
  }

  #callResult(node: number, scope: Scope): Reference | undefined {
    const tree = this.#tree
    const callee = tree.field(node, 'function')
    if (callee === undefined) return undefined
    const required = this.#requiredModule(node, callee, scope)
    if (required !== undefined) return this.#moduleReference(required)
    const reference = this.evaluate(callee, scope)
    if (reference?.module === 'util' && reference.members.join() === 'promisify') {
      const list = tree.field(node, 'arguments')
      return list === undefined ? undefined : this.evaluate(tree.firstChild(list), scope)
    }
    return result(reference)
  }

  #member(object: number | undefined, property: number | undefined, scope: Scope): Reference | undefined {
    if (property === undefined) return undefined
    const reference = this.evaluate(object, scope)
    const name = this.#tree.textOf(property)
    return name === 'default' ? reference : follow(reference, name)
  }

  #name(name: string, scope: Scope): Reference | undefined {
    const bindings = scope.lookup(name)
    if (bindings) return this.first(bindings)
    if (globalObjects.has(name)) return { module: 'globalThis', members: [] }
    return globals.has(name) ? { module: 'globalThis', members: [name] } : undefined
  }

  /** The module that `require('x')` or `import('x')` loads. */
  #requiredModule(call: number, callee: number, scope: Scope): string | undefined {
    const tree = this.#tree
    const isImport = tree.type(callee) === 'import'
    if (!isImport && !(tree.type(callee) === 'identifier' && tree.textOf(callee) === 'require' && !scope.lookup('require')))
      return undefined
    return this.#argumentsOf(call).string(0)
  }

  #moduleReference = (source: string): Reference => ({ module: source.replace(/^node:/, ''), members: [] })

  #addImport(source: string, names: readonly string[], node: number): void {
    if (/^(\.|@\/|~\/)/.test(source)) this.#relativeImports.push(source)
    else this.#imports.push({ module: source.replace(/^node:/, ''), names, line: this.#tree.line(node) })
  }

  /** The names that `const { a, b } = require('x')` takes out of the module; none for the module as a whole. */
  #destructuredNames(node: number): string[] {
    const tree = this.#tree
    const declarator = this.#parentOf(node, (type) => type === 'variable_declarator')
    const pattern = declarator === undefined ? undefined : tree.field(declarator, 'name')
    if (pattern === undefined || tree.type(pattern) !== 'object_pattern') return []
    return tree.children(pattern).map((child) => tree.textOf(tree.field(child, 'key') ?? child))
  }

  /** The variable or property that takes the value of a call, when the call is the whole of that value. */
  #targetOf(node: number): string | undefined {
    const tree = this.#tree
    const holder = this.#parentOf(node, (type) =>
      /^(variable_declarator|assignment_expression|public_field_definition|field_definition|pair)$/.test(type),
    )
    if (holder === undefined) return undefined
    const name = tree.field(holder, 'name') ?? tree.field(holder, 'left') ?? tree.field(holder, 'property') ?? tree.field(holder, 'key')
    if (name === undefined || name >= node) return undefined
    const inner = tree.field(name, 'property')
    const text = tree.textOf(inner ?? name)
    return /^[\w$-]+$/.test(text) ? text : undefined
  }

  /** The nearest node around this one that satisfies the test, through nothing but wrappers. */
  #parentOf(node: number, test: (type: string) => boolean): number | undefined {
    const tree = this.#tree
    for (let parent = tree.parent(node); parent !== undefined; parent = tree.parent(parent)) {
      const type = tree.type(parent)
      if (test(type)) return parent
      if (!transparentTypes.has(type)) return undefined
    }
    return undefined
  }

  #lastName(callee: number): string {
    const property = this.#tree.field(callee, 'property')
    return this.#tree.textOf(property ?? callee).slice(0, 100)
  }

  #stringAt(node: number | undefined): string | undefined {
    return node === undefined ? undefined : stringValue(this.#tree, node)
  }

  #argumentsOf(call: number): CallArguments {
    const tree = this.#tree
    const list = tree.field(call, 'arguments')
    const values = (): number[] =>
      list === undefined
        ? []
        : tree.type(list) === 'arguments'
          ? tree.children(list).filter((child) => tree.type(child) !== 'comment')
          : [list]
    const property = (name: string): number | undefined => {
      for (const value of values()) {
        if (tree.type(value) !== 'object') continue
        for (const child of tree.children(value)) {
          const key = tree.field(child, 'key') ?? child
          if ((stringValue(tree, key) ?? tree.textOf(key)) === name) return tree.field(child, 'value') ?? child
        }
      }
      return undefined
    }
    return {
      string: (index) => this.#stringAt(values()[index]),
      stringStart: (index) => stringStart(tree, values()[index]),
      named: (name) => this.#stringAt(property(name)),
      has: (name) => property(name) !== undefined,
    }
  }
}

/** The value of a string or of a template without substitutions. */
function stringValue(tree: SyntaxTree, node: number): string | undefined {
  const type = tree.type(node)
  if (type !== 'string' && type !== 'template_string') return undefined
  if (tree.children(node).some((child) => tree.type(child) === 'template_substitution')) return undefined
  return tree.textOf(node).slice(1, -1)
}

function stringStart(tree: SyntaxTree, node: number | undefined): string | undefined {
  if (node === undefined) return undefined
  const type = tree.type(node)
  return type === 'string' || type === 'template_string' ? tree.textOf(node).slice(1, 200) : undefined
}
