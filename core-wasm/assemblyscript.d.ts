// AssemblyScript's integers, as plain TypeScript sees them.
declare type i32 = number;
declare type u32 = number;
declare type bool = boolean;
