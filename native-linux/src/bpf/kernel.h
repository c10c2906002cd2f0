/* The few kernel structures that the programs read, by name only: CO-RE moves each access to where the running kernel has the field. */
#ifndef WEIR_BPF_KERNEL_H
#define WEIR_BPF_KERNEL_H

#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define AF_INET 2
#define AF_INET6 10
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define SOL_SOCKET 1
#define SO_MARK 36
#define PF_KTHREAD 0x00200000
#define EINVAL 22
#define ENOENT 2
#define ECONNREFUSED 111

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct qstr { const unsigned char *name; };
struct hlist_bl_node { struct hlist_bl_node *next, **pprev; };
struct dentry {
    struct hlist_bl_node d_hash;
    struct dentry *d_parent;
    struct qstr d_name;
};
struct vfsmount { struct dentry *mnt_root; };
struct mount {
    struct mount *mnt_parent;
    struct dentry *mnt_mountpoint;
    struct vfsmount mnt;
};
struct path {
    struct vfsmount *mnt;
    struct dentry *dentry;
};
struct file { struct path f_path; };
struct fs_struct { struct path pwd; };
struct mm_struct {
    struct file *exe_file;
    unsigned long arg_start, arg_end;
};
struct task_struct {
    unsigned int flags;
    struct task_struct *group_leader;
    __u64 start_boottime;
    __u64 self_exec_id;
    char comm[16];
    struct mm_struct *mm;
    struct fs_struct *fs;
};

#pragma clang attribute pop

#endif
