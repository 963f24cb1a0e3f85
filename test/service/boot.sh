#!/usr/bin/env bash
# Runs systemd as the first process of the root file system $1, apart from this machine: it sees neither its processes nor its mounts, and can
# change no setting of the kernel. Ends with everything in it when this process ends. Only root can do this.
set -euo pipefail
root=$1

# A group of its own, of which systemd sees nothing above.
if [ "$(stat --file-system --format=%T /sys/fs/cgroup)" = cgroup2fs ]; then
  group=/sys/fs/cgroup/systemd-$$
  hierarchy='mount -t cgroup2 cgroup2 sys/fs/cgroup'
else
  group=/sys/fs/cgroup/systemd/systemd-$$
  hierarchy='mount -t tmpfs tmpfs sys/fs/cgroup && mkdir sys/fs/cgroup/systemd && mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd'
fi
mkdir "$group"
echo $$ >"$group/cgroup.procs"

exec unshare --pid --mount --ipc --uts --cgroup --fork --kill-child bash -euc '
  mount --make-rprivate /
  mount --bind "$0" "$0"
  cd "$0"
  mount -t proc proc proc
  mount --bind proc/sys proc/sys
  mount -o remount,bind,ro proc/sys
  mount -t sysfs -o ro sysfs sys
  for folder in run tmp dev; do mount -t tmpfs tmpfs "$folder"; done
  for device in null zero full random urandom tty; do
    touch "dev/$device"
    mount --bind "/dev/$device" "dev/$device"
  done
  mkdir dev/pts dev/shm dev/mqueue
  mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
  ln -s pts/ptmx dev/ptmx
  ln -s /proc/self/fd dev/fd
  mount -t tmpfs tmpfs dev/shm
  eval "$1"
  mkdir -p old
  pivot_root . old
  cd /
  umount -l /old
  # In a container, systemd leaves it to who made the container that mounts reach its services.
  mount --make-rshared /
  exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd
' "$root" "$hierarchy"
