import { ascii, Bytes, joined } from "../bytes/bytes.ts";
import { RULE_PROBE_CLEAN, RULE_PROBE_TRY } from "../generated/rules.ts";
import { FSCONFIG_CMD_CREATE, FSCONFIG_SET_FD, FSCONFIG_SET_STRING, O_DIRECTORY } from "../kernel/flags.ts";
import { NO_CWD, Speller } from "../names/spelling.ts";
import { close, mkdir, open, read, rmdir } from "../program/on-files.ts";
import { fsconfig, fsconfigFd, fsopen } from "../program/on-mounts.ts";
import { Program } from "../program/program.ts";
import { CONTEXT, LAYER, LOOK, PARENTS } from "../run/registers.ts";

/** Room for a message of a context. */
export const MESSAGE_ROOM: i32 = 256;

/** One thing that is tried: several effects, of which the first that fails is the answer. */
export class Trial {
  name: string;
  from: i32;
  to: i32;
  /** Operation and place of the context's message; -1: none. */
  logOp: i32 = -1;
  log: i32 = -1;

  constructor(name: string, from: i32, to: i32) {
    this.name = name;
    this.from = from;
    this.to = to;
  }
}

/** The probe's program while it is written. Everything in it is soft: what was made is removed in any case. */
export class Trials {
  program: Program;
  /** Name of the directory that the probe makes. */
  directory: Bytes;
  trials: Trial[] = [];
  private from: i32 = 0;

  constructor(program: Program, directory: Bytes) {
    this.program = program;
    this.directory = directory;
  }

  begin(): void {
    this.from = this.program.count;
  }

  end(name: string): Trial {
    for (let i = this.from; i < this.program.count; i++) this.program.soft(i);
    const trial = new Trial(name, this.from, this.program.count);
    this.trials.push(trial);
    return trial;
  }

  /** Ends a trial of a context: its message is read, and the context closed. */
  endContext(name: string): Trial {
    const trial = this.end(name);
    trial.log = read(this.program, RULE_PROBE_TRY, CONTEXT, MESSAGE_ROOM);
    trial.logOp = this.program.count - 1;
    this.program.soft(trial.logOp);
    this.program.soft(close(this.program, RULE_PROBE_CLEAN, CONTEXT));
    return trial;
  }

  /** A name beneath the probe's directory, from the register LOOK. */
  name(child: string): i32 {
    const offset = this.program.size;
    this.program.put(this.directory);
    if (child.length > 0) {
      this.program.putWord("/");
      this.program.putWord(child);
    }
    this.program.end();
    return offset;
  }

  /** Paths through the descriptor of LOOK, with `between` between them. */
  through(first: string, between: string, second: string): i32 {
    const program = this.program;
    const speller = new Speller(program, NO_CWD, PARENTS);
    const offset = program.size;
    this.spell(speller, first);
    if (second.length > 0) {
      program.putWord(between);
      this.spell(speller, second);
    }
    program.end();
    speller.fill(RULE_PROBE_TRY);
    return offset;
  }

  private spell(speller: Speller, child: string): void {
    speller.descriptor(LOOK);
    this.program.put(this.directory);
    this.program.putWord("/");
    this.program.putWord(child);
  }

  context(): void {
    const fstype = this.program.word("overlay");
    fsopen(this.program, RULE_PROBE_TRY, CONTEXT, fstype);
  }

  string(key: string, value: i32): void {
    const text = this.program.word(key);
    fsconfig(this.program, RULE_PROBE_TRY, CONTEXT, FSCONFIG_SET_STRING, text, value);
  }

  /** Hands a directory over by a descriptor that was opened with these flags. */
  descriptor(key: string, child: string, flags: i32): void {
    const name = this.name(child);
    const text = this.program.word(key);
    open(this.program, RULE_PROBE_TRY, LAYER, LOOK, name, flags | O_DIRECTORY);
    fsconfigFd(this.program, RULE_PROBE_TRY, CONTEXT, FSCONFIG_SET_FD, text, LAYER);
    close(this.program, RULE_PROBE_TRY, LAYER);
  }

  create(): void {
    fsconfig(this.program, RULE_PROBE_TRY, CONTEXT, FSCONFIG_CMD_CREATE, 0, 0);
  }

  make(child: string): i32 {
    const name = this.name(child);
    const op = mkdir(this.program, RULE_PROBE_TRY, LOOK, name, 448);
    this.program.soft(op);
    return op;
  }

  remove(child: string): i32 {
    const name = this.name(child);
    const op = rmdir(this.program, RULE_PROBE_CLEAN, LOOK, name);
    this.program.soft(op);
    return op;
  }
}

/** The name of the probe's directory. */
export function directoryName(token: Bytes): Bytes {
  return joined(ascii(".layermount-probe-"), token);
}
