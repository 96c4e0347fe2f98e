import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Hosts of a test network on one Linux computer: network namespaces, each with a link of limited speed to the hub, and a share of a
 * core. Needs root, `ip`, and `tc`.
 */

/** The namespace with the queue and the planner. */
const hub = 'am-hub';
const cgroups = '/sys/fs/cgroup';

export interface HostOptions {
  /** Speed of the link, as `tc` takes it: `10mbit`. */
  readonly rate: string;
  /** Share of a core: 0.4. */
  readonly cpu: number;
}

function run(line: string): void {
  const [file, ...args] = line.split(' ') as [string, ...string[]];
  execFileSync(file, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Starts a program in the hub. */
export const inHub: readonly string[] = ['ip', 'netns', 'exec', hub];

export class TestNetwork {
  readonly #groups: string[] = [];
  readonly #names = [hub];

  constructor() {
    run(`ip netns add ${hub}`);
    run(`ip -n ${hub} link set lo up`);
  }

  /** Address of the hub on the link to a host. */
  hubAddress(host: number): string {
    return `10.77.${host}.1`;
  }

  /** Adds a host. @returns what starts a program on it */
  addHost(host: number, { rate, cpu }: HostOptions): readonly string[] {
    const [name, here, there] = [`am-host${host}`, `am-v${host}`, `am-h${host}`];
    run(`ip netns add ${name}`);
    this.#names.push(name);
    run(`ip link add ${here} netns ${name} type veth peer name ${there} netns ${hub}`);
    for (const [namespace, link, last] of [
      [name, here, 2],
      [hub, there, 1],
    ] as const) {
      run(`ip -n ${namespace} addr add 10.77.${host}.${last}/24 dev ${link}`);
      run(`ip -n ${namespace} link set ${link} up`);
      run(`ip netns exec ${namespace} tc qdisc add dev ${link} root tbf rate ${rate} burst 32kb latency 400ms`);
    }
    return ['sh', '-c', `echo $$ > ${this.#groupOf(name, cpu)}/cgroup.procs && exec ip netns exec ${name} "$@"`, 'sh'];
  }

  /** A control group with a share of a core. */
  #groupOf(name: string, cpu: number): string {
    const isFirst = existsSync(join(cgroups, 'cpu'));
    const group = isFirst ? join(cgroups, 'cpu', name) : join(cgroups, name);
    mkdirSync(group, { recursive: true });
    this.#groups.push(group);
    const quota = Math.round(cpu * 100_000);
    writeFileSync(join(group, isFirst ? 'cpu.cfs_quota_us' : 'cpu.max'), isFirst ? String(quota) : `${quota} 100000`);
    return group;
  }

  /** Bytes that went over the link of a host, in both directions. */
  bytesOf(host: number): number {
    const [link] = JSON.parse(execFileSync('ip', ['-n', hub, '-s', '-j', 'link', 'show', `am-h${host}`], { encoding: 'utf8' }));
    return link.stats64.rx.bytes + link.stats64.tx.bytes;
  }

  /** Removes the hosts, whose programs have ended. */
  remove(): void {
    for (const name of this.#names) run(`ip netns del ${name}`);
    for (const group of this.#groups) removeGroup(group);
  }
}

/** The last process of a control group may take a moment to leave it. */
function removeGroup(group: string): void {
  for (let attempt = 1; existsSync(group); attempt += 1) {
    try {
      rmdirSync(group);
    } catch (error) {
      if (attempt === 50) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}
