/* Whose a connection is: the record that the engine reads. */
#ifndef WEIR_BPF_DESCRIBE_H
#define WEIR_BPF_DESCRIBE_H

#include "known.h"
#include "state.h"

static const struct weir_record empty_record = {};

static __always_inline void fill_record(struct scratch *s, int source_bound)
{
    struct weir_record *r = &s->record;
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    struct task_struct *leader = BPF_CORE_READ(task, group_leader);
    struct mm_struct *mm = BPF_CORE_READ(task, mm);
    struct fs_struct *fs = BPF_CORE_READ(task, fs);

    bpf_probe_read_kernel(r, sizeof *r, &empty_record); /* memset of this size is not supported */
    r->version = WEIR_RECORD_VERSION;
    r->size = WEIR_RECORD_SIZE;
    r->pid = bpf_get_current_pid_tgid() >> 32;
    r->uid = s->uid;
    r->start_ns = BPF_CORE_READ(leader, start_boottime);
    r->cgroup_id = bpf_get_current_cgroup_id();
    BPF_CORE_READ_STR_INTO(&r->comm, leader, comm);
    r->flags = source_bound ? WEIR_RECORD_SOURCE_BOUND : 0;

    executable_of(s);
    if (s->deleted)
        r->flags |= WEIR_RECORD_DELETED;
    __u32 length = s->end;
    if (length > WEIR_RECORD_EXECUTABLE || !s->complete)
        r->flags |= WEIR_RECORD_EXECUTABLE_CUT;
    if (length > WEIR_RECORD_EXECUTABLE)
        length = WEIR_RECORD_EXECUTABLE;
    r->executable_length = length;
    bpf_probe_read_kernel(r->executable, length, s->path);

    s->executable_known = 0; /* the path buffer is used again */
    path_of(s, fs ? BPF_CORE_READ(fs, pwd.mnt) : 0, fs ? BPF_CORE_READ(fs, pwd.dentry) : 0);
    length = s->end;
    if (length > WEIR_RECORD_CWD || !s->complete)
        r->flags |= WEIR_RECORD_CWD_CUT;
    if (length > WEIR_RECORD_CWD)
        length = WEIR_RECORD_CWD;
    r->cwd_length = length;
    bpf_probe_read_kernel(r->cwd, length, s->path);

    __u64 from = BPF_CORE_READ(mm, arg_start), to = BPF_CORE_READ(mm, arg_end);
    if (to > from + 1) {
        __u64 size = to - from - 1; /* without the last NUL */
        if (size > WEIR_RECORD_ARGUMENTS) {
            size = WEIR_RECORD_ARGUMENTS;
            r->flags |= WEIR_RECORD_ARGUMENTS_CUT;
        }
        if (bpf_probe_read_user(r->arguments, size, (const void *)from) == 0)
            r->arguments_length = size;
        else /* the page is out; never wait for it here */
            r->flags |= WEIR_RECORD_ARGUMENTS_CUT;
    }
}

#endif
