/* A dentry and its mount as an absolute path in its own mount namespace. bpf_d_path is not available to cgroup programs. */
#ifndef WEIR_BPF_PATHS_H
#define WEIR_BPF_PATHS_H

#include "scratch.h"

/* One step up: to the parent directory, or from a mount's root to where it is mounted. */
static long climb(__u32 index, struct loop *loop)
{
    struct scratch *s = loop->scratch;
    struct dentry *dentry = s->dentry;
    struct mount *mount = s->mount;
    if (dentry == BPF_CORE_READ(mount, mnt.mnt_root)) {
        struct mount *parent = BPF_CORE_READ(mount, mnt_parent);
        if (parent == mount) {
            s->complete = 1;
            return 1;
        }
        s->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
        s->mount = parent;
        return 0;
    }
    __u32 depth = s->depth;
    if (depth >= DEPTH)
        return 1;
    s->names[depth] = BPF_CORE_READ(dentry, d_name.name);
    s->depth = depth + 1;
    struct dentry *parent = BPF_CORE_READ(dentry, d_parent);
    if (parent == dentry) { /* a file that is in no directory: memfd */
        s->complete = 1;
        return 1;
    }
    s->dentry = parent;
    return 0;
}

static long append(__u32 index, struct loop *loop)
{
    struct scratch *s = loop->scratch;
    __u32 depth = s->depth;
    if (depth == 0 || depth > DEPTH)
        return 1;
    depth--;
    s->depth = depth;
    __u32 end = s->end;
    if (end >= PATH_SIZE - 1) {
        s->complete = 0;
        return 1;
    }
    s->path[end] = '/';
    end++;
    s->base = end;
    long length = bpf_probe_read_kernel_str(&s->path[end & (PATH_SIZE - 1)], COMPONENT, s->names[depth & (DEPTH - 1)]);
    if (length <= 0) {
        s->complete = 0;
        return 1;
    }
    s->end = end + length - 1;
    return 0;
}

/* Fills s->path, s->end (its length), s->base (where the last component starts), s->complete and s->deleted. */
static __always_inline void path_of(struct scratch *s, struct vfsmount *mnt, struct dentry *dentry)
{
    struct loop loop = {.scratch = s};
    s->dentry = dentry;
    s->mount = (struct mount *)((char *)mnt - __builtin_preserve_field_info(((struct mount *)0)->mnt, 0));
    s->depth = s->end = s->base = s->complete = s->deleted = 0;
    s->path[0] = 0;
    if (!mnt || !dentry)
        return;
    if (!BPF_CORE_READ(dentry, d_hash.pprev) && BPF_CORE_READ(dentry, d_parent) != dentry)
        s->deleted = 1;
    bpf_loop(2 * DEPTH, climb, &loop, 0);
    if (s->depth == 0) {
        s->path[0] = '/';
        s->path[1] = 0;
        s->end = s->base = 1;
        return;
    }
    bpf_loop(DEPTH, append, &loop, 0);
}

static __always_inline void executable_of(struct scratch *s)
{
    if (s->executable_known)
        return;
    s->executable_known = 1;
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    struct file *file = BPF_CORE_READ(task, mm, exe_file);
    path_of(s, file ? BPF_CORE_READ(file, f_path.mnt) : 0, file ? BPF_CORE_READ(file, f_path.dentry) : 0);
}

#endif
