// Where the fields of struct statmount stand (linux/mount.h), under the kernel's names for them. A text's field holds
// where it begins among the strings.

export const MNT_OPTS_AT: i32 = 4;
/** Which fields are filled in. */
export const MASK_AT: i32 = 8;
export const SB_FLAGS_AT: i32 = 32;
export const FS_TYPE_AT: i32 = 36;
export const MNT_PARENT_ID_AT: i32 = 48;
export const MNT_ATTR_AT: i32 = 64;
export const MNT_PROPAGATION_AT: i32 = 72;
export const MNT_POINT_AT: i32 = 108;
export const SB_SOURCE_AT: i32 = 124;
export const OPT_NUM_AT: i32 = 128;
export const OPT_ARRAY_AT: i32 = 132;
export const SUPPORTED_MASK_AT: i32 = 144;
/** Where the strings begin. */
export const STATMOUNT_STRINGS: i32 = 512;
