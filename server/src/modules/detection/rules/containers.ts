import type { RuleId } from '@reeve/protocol/rules'
import { type ContainerOption, containerOptions } from './container-options.ts'
import type { ServerRule } from './rule.ts'

const containerRule = (id: RuleId, breaks: (option: ContainerOption) => boolean, message: (name: string) => string): ServerRule => ({
  id,
  check: (server) => {
    const found = containerOptions(server).find(breaks)
    return found ? [{ message: message(server.entry.name), span: found.span }] : []
  },
})

const strongCapabilities = /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_PTRACE|SYS_MODULE|SYS_RAWIO|DAC_READ_SEARCH|DAC_OVERRIDE|NET_ADMIN|BPF)$/i

const privileges = ({ name, value }: ContainerOption): boolean =>
  (name === '--privileged' && value !== 'false') ||
  (name === '--cap-add' && strongCapabilities.test(value)) ||
  (/^--(?:pid|ipc|userns|uts)$/.test(name) && value === 'host') ||
  (name === '--security-opt' && /unconfined|label[:=]disable|no-new-privileges[:=]false/.test(value)) ||
  (name === '--device' && /^\/dev\/(?:mem|kmem|sd|nvme)/.test(value))

export const privilegedContainer = containerRule(
  'privileged-container',
  privileges,
  (name) =>
    `The container of the server "${name}" has rights of the host, so that what runs in it can take over the machine. Leave the option out, and add the one capability that is needed.`,
)

/** Folders of the host that hold more than a task. */
const broadSource =
  /^(?:\/|\/(?:etc|root|home|Users|var|var\/run|proc|sys|dev|boot|usr|mnt|opt)\/?|~\/?|\$HOME\/?|\$\{(?:env:)?HOME\}\/?|\$\{userHome\}\/?|%USERPROFILE%\\?|[A-Za-z]:[\\/]{0,2}|\/(?:home|Users)\/[\w.-]+\/?|(?:\/var)?\/run\/(?:docker|podman\/podman|containerd\/containerd)\.sock|.*docker\.sock|.*\/\.(?:ssh|aws|kube|gnupg|docker|config|azure)\/?)$/

const mounts = ({ name, value }: ContainerOption): boolean => {
  if (name === '-v' || name === '--volume') return broadSource.test(/^([A-Za-z]:[\\/][^:]*|[^:]+):/.exec(value)?.[1] ?? '')
  return name === '--mount' && broadSource.test(/(?:^|,)(?:source|src)=([^,]+)/.exec(value)?.[1] ?? '')
}

export const hostMount = containerRule(
  'host-mount',
  mounts,
  (name) =>
    `The container of the server "${name}" sees files of this machine that hold more than its task. Mount the folder that it needs, read-only where that is enough.`,
)

export const hostNetwork = containerRule(
  'host-network',
  ({ name, value }) => (name === '--network' || name === '--net') && value === 'host',
  (name) =>
    `The container of the server "${name}" shares the network of this machine, and reaches services that listen for it alone. Leave the option out, and publish single ports.`,
)
