// Where things are in a program and in an observation; the shim's `program.h` says the same.

export const PROGRAM_MAGIC: i32 = 0x31504d4c;
export const PROGRAM_HEADER: i32 = 32;
export const OP_BYTES: i32 = 40;

export const OBSERVATION_MAGIC: i32 = 0x314f4d4c;
export const OBSERVATION_HEADER: i32 = 16;

/** Arguments of one operation. */
export const ARGUMENTS: i32 = 6;

export const NO_REGISTER: i32 = 0xffff;
/** AT_FDCWD as a descriptor register. */
export const CWD: i32 = 0xffff;
export const NO_SUBJECT: i32 = -1;

export const FLAG_SOFT: i32 = 1;
export const FLAG_ABSENT: i32 = 2;
