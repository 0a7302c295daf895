//! What the machine must give: a folder that can be written, a disk of its own with room.

use app::{Check, Status};
use std::path::Path;

const RIGHTS: (&str, &str) = ("数据文件夹", "Data folder");
const DISK: (&str, &str) = ("磁盘空间", "Disk space");
const FILESYSTEM: (&str, &str) = ("文件系统", "File system");

/// Looks at the folder of a company. `in_folder`: its database is a file in it.
pub(crate) fn examine(folder: &Path, in_folder: bool) -> Vec<Check> {
    if !folder.exists() {
        return Vec::new(); // That the company is not there is said elsewhere.
    }
    let mut checks = vec![rights(folder)];
    checks.extend(space(folder, database_bytes(folder)));
    checks.extend(filesystem(folder, in_folder));
    checks
}

/// By writing: what the mode says is not all that decides.
fn rights(folder: &Path) -> Check {
    let shown = folder.display().to_string();
    let check = Check::ok("folder", RIGHTS, &format!("{shown} 可读写"), &format!("{shown} can be written"));
    let probe = folder.join(".changping-doctor");
    let written = std::fs::write(&probe, b"well").and_then(|()| std::fs::remove_file(&probe));
    let Err(error) = written else { return check };
    let (zh, en) = (format!("{shown} 写不了: {error}"), format!("{shown} cannot be written: {error}"));
    Check::ok("folder", RIGHTS, &zh, &en).but(
        Status::Problem,
        "让运行 changping 的用户拥有这个文件夹 (chown), 并检查磁盘是否只读",
        "Let the user who runs changping own the folder (chown), and see whether the disk is read-only",
    )
}

fn database_bytes(folder: &Path) -> u64 {
    let size = |name: &str| std::fs::metadata(folder.join(name)).map_or(0, |it| it.len());
    size("changping.db") + size("changping.db-wal")
}

/// A backup needs as much room as the company, and proving it as much again.
fn space(folder: &Path, database: u64) -> Option<Check> {
    const FEW: u64 = 200 << 20;
    let disk = rustix::fs::statvfs(folder).ok()?;
    let (free, size) = (disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize);
    let megabytes = |it: u64| it >> 20;
    let (zh, en) = (
        format!("还有 {} MB, 共 {} MB, 账套 {} MB", megabytes(free), megabytes(size), megabytes(database)),
        format!(
            "{} MB free of {} MB, the company has {} MB",
            megabytes(free),
            megabytes(size),
            megabytes(database)
        ),
    );
    let check = Check::ok("disk", DISK, &zh, &en);
    let cure = (
        "清理磁盘或换更大的盘; 写满后新单据会被拒绝, 不会损坏",
        "Make room or move to a larger disk; when it is full new documents are refused, nothing is damaged",
    );
    Some(match free {
        _ if free < FEW => check.but(Status::Problem, cure.0, cure.1),
        _ if free < FEW * 5 || free < database * 2 => check.but(Status::Warning, cure.0, cure.1),
        _ => check,
    })
}

/// Locks and syncs that a network promises and does not keep have cost people their files.
fn filesystem(folder: &Path, in_folder: bool) -> Option<Check> {
    let kind =
        mounted_as(&std::fs::read_to_string("/proc/self/mountinfo").ok()?, &folder.canonicalize().ok()?)?;
    let check = Check::ok("filesystem", FILESYSTEM, &kind, &kind);
    let is_remote = ["nfs", "cifs", "smb", "9p", "fuse.sshfs", "ceph", "glusterfs", "afs"]
        .iter()
        .any(|it| kind.starts_with(it));
    Some(match (is_remote && in_folder, kind.as_str()) {
        (true, _) => check.but(
            Status::Problem,
            "SQLite 不能放在网络盘上: 移到本机磁盘, 或改用 PostgreSQL",
            "SQLite must not be on a network file system: move it to a local disk, or use PostgreSQL",
        ),
        (_, "tmpfs" | "ramfs") => check.but(
            Status::Problem,
            "这是内存盘, 重启就没了: 移到真正的磁盘",
            "This is memory and gone after a restart: move it to a real disk",
        ),
        _ => check,
    })
}

/// The kind of the innermost mount that holds `folder`.
fn mounted_as(mounts: &str, folder: &Path) -> Option<String> {
    let mounts = mounts.lines().filter_map(|line| {
        let point = line.split(' ').nth(4)?.replace("\\040", " ");
        let kind = line.split_once(" - ")?.1.split(' ').next()?;
        folder.starts_with(&point).then(|| (point.len(), kind.to_owned()))
    });
    // Of equally deep mounts the later one lies over the earlier.
    mounts.max_by_key(|(depth, _)| *depth).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::mounted_as;
    use std::path::Path;

    #[test]
    fn the_innermost_mount_counts() {
        let mounts = "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n\
                      40 22 0:35 / /srv/my\\040books rw - nfs4 server:/books rw\n\
                      41 22 0:36 / /srv rw - xfs /dev/sdb rw\n";
        for (folder, kind) in
            [("/opt/a", "ext4"), ("/srv/x", "xfs"), ("/srv/my books/tea", "nfs4"), ("/srvx", "ext4")]
        {
            assert_eq!(mounted_as(mounts, Path::new(folder)).as_deref(), Some(kind), "{folder}");
        }
    }
}
