import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { extractText } from './extract-text.ts'

interface Case {
  readonly title: string
  readonly path: string
  readonly code: string
  /** `name framework@line` of each agent. */
  readonly agents: readonly string[]
}

const fires: readonly Case[] = [
  {
    title: 'LangGraph',
    path: 'a/bot.py',
    code: `from langgraph.prebuilt import create_react_agent\nagent = create_react_agent(model, tools)`,
    agents: ['agent langgraph@2'],
  },
  {
    title: 'LangGraph in JavaScript',
    path: 'a/bot.ts',
    code: `import { createReactAgent } from '@langchain/langgraph/prebuilt'\nexport const helper = createReactAgent({ llm, tools })`,
    agents: ['helper langgraph@2'],
  },
  {
    title: 'LangChain',
    path: 'bot.py',
    code: `from langchain.agents import AgentExecutor\nexecutor = AgentExecutor(agent=a, tools=t)`,
    agents: ['executor langchain@2'],
  },
  {
    title: 'LangChain by a class method',
    path: 'bot.py',
    code: `from langchain.agents import AgentExecutor as E\nx = E.from_agent_and_tools(a, t)`,
    agents: ['x langchain@2'],
  },
  {
    title: 'LangChain 1',
    path: 'bot.ts',
    code: `import { createAgent } from 'langchain'\nconst a = createAgent({ model: 'x', tools: [] })`,
    agents: ['a langchain@2'],
  },
  {
    title: 'CrewAI',
    path: 'crew.py',
    code: `from crewai import Agent, Crew\nresearcher = Agent(role='x')\ncrew = Crew(agents=[researcher])`,
    agents: ['researcher crewai@2', 'crew crewai@3'],
  },
  {
    title: 'AutoGen with the name first',
    path: 'ag.py',
    code: `from autogen import AssistantAgent\na = AssistantAgent("coder", llm_config={})`,
    agents: ['coder autogen@2'],
  },
  {
    title: 'AutoGen 0.4',
    path: 'ag.py',
    code: `from autogen_agentchat.agents import AssistantAgent\na = AssistantAgent(name="coder", model_client=c)`,
    agents: ['coder autogen@2'],
  },
  {
    title: 'OpenAI Agents',
    path: 'o.py',
    code: `from agents import Agent, Runner\ntriage = Agent(\n    name="Triage",\n)\nRunner.run_sync(triage, 'x')`,
    agents: ['Triage openai-agents@2'],
  },
  {
    title: 'OpenAI Agents in JavaScript',
    path: 'o.ts',
    code: `import { Agent, run } from '@openai/agents'\nconst a = new Agent({ name: 'Helper' })\nawait run(a, 'x')`,
    agents: ['Helper openai-agents@2'],
  },
  {
    title: 'the Vercel SDK with tools',
    path: 'v.ts',
    code: `import { generateText } from 'ai'\nconst { text } = await generateText({ model, tools: { x } })`,
    agents: ['v vercel-ai@2'],
  },
  {
    title: 'a loop of the Vercel SDK',
    path: 'v.ts',
    code: `import { ToolLoopAgent } from 'ai'\nexport const weather = new ToolLoopAgent({ model })`,
    agents: ['weather vercel-ai@2'],
  },
  {
    title: 'Mastra',
    path: 'm.ts',
    code: `import { Agent } from '@mastra/core/agent'\nexport const cook = new Agent({ name: 'chef', model })`,
    agents: ['chef mastra@2'],
  },
  {
    title: 'the Claude Agent SDK',
    path: 'src/claude.ts',
    code: `import { query } from '@anthropic-ai/claude-agent-sdk'\nfor await (const m of query({ prompt: 'x' })) log(m)`,
    agents: ['claude claude-agent-sdk@2'],
  },
  {
    title: 'the Claude Agent SDK in Python',
    path: 'c.py',
    code: `from claude_agent_sdk import ClaudeSDKClient\nasync def f():\n    async with ClaudeSDKClient(options) as client:\n        pass`,
    agents: ['c claude-agent-sdk@3'],
  },
  {
    title: 'PydanticAI',
    path: 'p.py',
    code: `from pydantic_ai import Agent\nsupport: Agent = Agent('openai:gpt-5')`,
    agents: ['support pydantic-ai@2'],
  },
  {
    title: 'Google ADK',
    path: 'g.py',
    code: `from google.adk.agents import LlmAgent\nroot_agent = LlmAgent(name='root', model='x')`,
    agents: ['root google-adk@2'],
  },
  {
    title: 'Semantic Kernel',
    path: 's.py',
    code: `from semantic_kernel.agents import ChatCompletionAgent\nself.writer = ChatCompletionAgent(service=x)`,
    agents: ['writer semantic-kernel@2'],
  },
  {
    title: 'LlamaIndex',
    path: 'l.py',
    code: `from llama_index.core.agent.workflow import FunctionAgent\nw = FunctionAgent(tools=[])`,
    agents: ['w llamaindex@2'],
  },
  {
    title: 'smolagents',
    path: 's.py',
    code: `import smolagents\nrunner = smolagents.CodeAgent(tools=[], model=m)`,
    agents: ['runner smolagents@2'],
  },
  {
    title: 'this product',
    path: 'r.ts',
    code: `import { secure } from '@reeve/sdk'\nconst agent = await secure('invoices')`,
    agents: ['invoices reeve@2'],
  },
]

const nearMisses: readonly Case[] = [
  { title: 'an import alone', path: 'a.py', code: `from crewai import Agent\nx: Agent`, agents: [] },
  { title: 'a class of the same name', path: 'a.py', code: `from crewai import Task\nclass Agent: pass\na = Agent(name='x')`, agents: [] },
  {
    title: 'an Agent of another package',
    path: 'a.ts',
    code: `import { Agent } from 'undici'\nconst a = new Agent({ name: 'x' })`,
    agents: [],
  },
  { title: 'an agent of the workspace', path: 'a.py', code: `from .agents import Agent\na = Agent(name='x')`, agents: [] },
  { title: 'a package of the workspace named agents', path: 'a.py', code: `from agents.researcher import Agent\na = Agent()`, agents: [] },
  {
    title: 'generateText without tools',
    path: 'a.ts',
    code: `import { generateText } from 'ai'\nawait generateText({ model, prompt })`,
    agents: [],
  },
  {
    title: 'a method of an agent',
    path: 'a.py',
    code: `from pydantic_ai import Agent\ndef f(agent: Agent):\n    return agent.run('x')`,
    agents: [],
  },
  { title: 'a comment', path: 'a.py', code: `from crewai import Agent\n# a = Agent(name='x')`, agents: [] },
  { title: 'a test', path: 'src/bot.test.ts', code: `import { Agent } from '@openai/agents'\nnew Agent({ name: 'x' })`, agents: [] },
  { title: 'a Python test', path: 'bot_test.py', code: `from crewai import Agent\na = Agent(name='x')`, agents: [] },
  { title: 'a file in tests', path: 'tests/bot.py', code: `from crewai import Agent\na = Agent(name='x')`, agents: [] },
  {
    title: 'a file in __tests__',
    path: 'src/__tests__/bot.ts',
    code: `import { Agent } from '@openai/agents'\nnew Agent({ name: 'x' })`,
    agents: [],
  },
  { title: 'a built file', path: 'dist/bot.js', code: `import { Agent } from '@openai/agents'\nnew Agent({ name: 'x' })`, agents: [] },
  { title: 'a query of another package', path: 'a.ts', code: `import { query } from './db'\nquery('x')`, agents: [] },
]

describe('agents', () => {
  it.each([...fires, ...nearMisses])('$path: $title', async ({ path, code, agents }) => {
    const found = (await extractText(path, code)).agents
    expect(found.map(({ name, framework, line }) => `${name} ${framework}@${line}`)).toEqual(agents)
    for (const agent of found) {
      const id = createHash('sha256').update(`${path}\n${agent.name}\n${agent.framework}`).digest('hex').slice(0, 16)
      expect(agent).toMatchObject({ id, file: path })
    }
  })

  it('counts an agent that is made twice under one name once', async () => {
    const { agents } = await extractText('a.py', `from crewai import Agent\na = Agent(name='x')\nb = Agent(name='x')`)
    expect(agents.map(({ line }) => line)).toEqual([2])
  })
})
