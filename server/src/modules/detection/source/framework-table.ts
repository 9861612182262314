/** How programs make agents with the frameworks that are known: an import of the framework and a construction with it. */
export interface FrameworkRow {
  readonly framework: string
  readonly npm?: string
  readonly pypi?: string
  /** Names of classes and functions that make an agent; `A.b` is a method of `A`. */
  readonly constructions: string
  /** Whether the first argument, when it is a string, is the agent's name. */
  readonly isNamedFirst?: true
  /** Deeper modules of the framework, where its name is so common that all others are taken for somebody else's. */
  readonly submodules?: string
  /** Constructions that make an agent only when this argument is there. */
  readonly needs?: { readonly constructions: string; readonly argument: string }
}

export const frameworkTable: readonly FrameworkRow[] = [
  {
    framework: 'langgraph',
    npm: '@langchain/langgraph @langchain/langgraph-supervisor @langchain/langgraph-swarm',
    pypi: 'langgraph langgraph_supervisor langgraph_swarm',
    constructions:
      'create_react_agent createReactAgent StateGraph MessageGraph create_supervisor createSupervisor create_swarm createSwarm',
  },
  {
    framework: 'langchain',
    npm: 'langchain @langchain/classic @langchain/core',
    pypi: 'langchain langchain_classic langchain_experimental langchain_community',
    constructions:
      'AgentExecutor AgentExecutor.from_agent_and_tools AgentExecutor.fromAgentAndTools create_agent createAgent initialize_agent initializeAgentExecutorWithOptions create_react_agent createReactAgent create_tool_calling_agent createToolCallingAgent create_openai_functions_agent createOpenAIFunctionsAgent create_openai_tools_agent createOpenAIToolsAgent create_structured_chat_agent create_sql_agent create_csv_agent create_pandas_dataframe_agent create_json_agent',
  },
  { framework: 'deepagents', npm: 'deepagents', pypi: 'deepagents', constructions: 'create_deep_agent createDeepAgent' },
  { framework: 'crewai', pypi: 'crewai', constructions: 'Agent Crew LiteAgent' },
  {
    framework: 'autogen',
    isNamedFirst: true,
    pypi: 'autogen autogen_agentchat autogen_core ag2 pyautogen',
    constructions:
      'AssistantAgent UserProxyAgent ConversableAgent GroupChatManager GPTAssistantAgent CodeExecutorAgent SocietyOfMindAgent MultimodalConversableAgent RoundRobinGroupChat SelectorGroupChat Swarm MagenticOneGroupChat',
  },
  {
    framework: 'openai-agents',
    npm: '@openai/agents @openai/agents-core @openai/agents-realtime',
    pypi: 'agents',
    submodules: 'agent realtime sandbox voice',
    constructions: 'Agent Agent.create RealtimeAgent SandboxAgent',
  },
  {
    framework: 'vercel-ai',
    npm: 'ai',
    constructions: 'ToolLoopAgent Agent Experimental_Agent',
    needs: { constructions: 'generateText streamText', argument: 'tools' },
  },
  { framework: 'mastra', npm: '@mastra/core', constructions: 'Agent' },
  {
    framework: 'claude-agent-sdk',
    npm: '@anthropic-ai/claude-agent-sdk @anthropic-ai/claude-code',
    pypi: 'claude_agent_sdk claude_code_sdk',
    constructions: 'query ClaudeSDKClient unstable_v2_createSession unstable_v2_prompt',
  },
  { framework: 'pydantic-ai', pypi: 'pydantic_ai', constructions: 'Agent' },
  {
    framework: 'google-adk',
    npm: '@google/adk',
    pypi: 'google.adk',
    constructions: 'Agent LlmAgent SequentialAgent ParallelAgent LoopAgent',
  },
  {
    framework: 'semantic-kernel',
    pypi: 'semantic_kernel agent_framework',
    constructions:
      'ChatCompletionAgent OpenAIAssistantAgent AzureAIAgent AzureAssistantAgent OpenAIResponsesAgent AgentGroupChat ChatAgent',
  },
  {
    framework: 'llamaindex',
    npm: 'llamaindex @llamaindex/workflow @llamaindex/core',
    pypi: 'llama_index',
    constructions:
      'FunctionAgent ReActAgent ReActAgent.from_tools AgentWorkflow AgentWorkflow.from_tools_or_functions CodeActAgent FunctionCallingAgent FunctionCallingAgent.from_tools OpenAIAgent OpenAIAgent.from_tools agent multiAgent',
  },
  { framework: 'smolagents', pypi: 'smolagents', constructions: 'CodeAgent ToolCallingAgent MultiStepAgent' },
  { framework: 'strands', npm: '@strands-agents/sdk', pypi: 'strands', constructions: 'Agent' },
  { framework: 'agno', pypi: 'agno phi', constructions: 'Agent Team' },
  { framework: 'haystack', pypi: 'haystack', constructions: 'Agent' },
  { framework: 'reeve', isNamedFirst: true, npm: '@reeve/sdk', pypi: 'reeve', constructions: 'secure' },
]
