//! A real Slurm of one node, on this machine: no systemd, no cgroups, ports of its own.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The daemons, ended with the test.
pub struct Cluster {
    folder: tempfile::TempDir,
    host: String,
    /// In the order in which they were started, with their names.
    daemons: Vec<(String, Child)>,
}

/// What Slurm is told: `cred_expire` is how long a requeued job waits.
fn configuration(folder: &Path, host: &str, ports: [u16; 2]) -> String {
    let folder = folder.display();
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let [control, node] = ports;
    format!(
        "ClusterName=test\nSlurmctldHost={host}(127.0.0.1)\nSlurmctldPort={control}\nSlurmdPort={node}\n\
         SlurmUser=root\nSlurmdUser=root\nAuthType=auth/munge\n\
         AuthInfo=socket={folder}/munge/socket,cred_expire=5\n\
         StateSaveLocation={folder}/state\nSlurmdSpoolDir={folder}/spool\n\
         SlurmctldPidFile={folder}/slurmctld.pid\nSlurmdPidFile={folder}/slurmd.pid\n\
         ProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\nSwitchType=switch/none\nMpiDefault=none\n\
         JobAcctGatherType=jobacct_gather/none\nAccountingStorageType=accounting_storage/none\n\
         JobCompType=jobcomp/none\nSelectType=select/cons_tres\nSelectTypeParameters=CR_Core\n\
         SchedulerParameters=batch_sched_delay=0,sched_interval=1\nReturnToService=2\nMaxArraySize=10001\n\
         KillWait=5\nSlurmctldParameters=preempt_send_user_signal\n\
         NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} State=UNKNOWN\n\
         PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP\n"
    )
}

/// Two ports that nobody uses now.
fn free_ports() -> [u16; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind(("127.0.0.1", 0)).unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout == b"0\n")
}

impl Cluster {
    /// Starts one; `None` where Slurm is not installed, or its daemons may not be started.
    pub fn start() -> Option<Self> {
        Self::start_with("")
    }

    /// Starts one with further lines in its configuration.
    pub fn start_with(lines: &str) -> Option<Self> {
        let is_here = |program: &str| {
            let folders = [
                "/usr/sbin",
                "/usr/bin",
                "/sbin",
                "/usr/local/sbin",
                "/usr/local/bin",
            ];
            folders
                .iter()
                .any(|folder| Path::new(folder).join(program).is_file())
        };
        let programs = ["munged", "slurmctld", "slurmd", "sbatch"];
        if !programs.into_iter().all(is_here) || !is_root() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        for name in ["munge", "state", "spool"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let host = Command::new("hostname").arg("-s").output().unwrap().stdout;
        let host = String::from_utf8(host).unwrap().trim().to_string();
        let text = configuration(folder.path(), &host, free_ports()) + lines;
        fs::write(folder.path().join("slurm.conf"), text).unwrap();
        let mut cluster = Self {
            folder,
            host,
            daemons: Vec::new(),
        };
        cluster.start_munge();
        cluster.start_controller();
        cluster.start_node();
        cluster.wait_until_idle();
        Some(cluster)
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn start_munge(&mut self) {
        let key = self.folder.path().join("munge/key");
        let random: Vec<u8> = (0..1024_u32).map(|byte| (byte * 37 % 251) as u8).collect();
        fs::write(&key, random).unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
        let place = |option: &str, name: &str| format!("--{option}={}", self.path(name));
        let options = [
            "--force".to_string(),
            "--foreground".to_string(),
            place("key-file", "munge/key"),
            place("socket", "munge/socket"),
            place("pid-file", "munge/pid"),
            place("log-file", "munge/log"),
            place("seed-file", "munge/seed"),
        ];
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        self.start_daemon("munged", &options);
    }

    fn start_daemon(&mut self, program: &str, arguments: &[&str]) {
        let log = fs::File::create(self.folder.path().join(format!("{program}.log"))).unwrap();
        let child = self
            .command(program)
            .args(arguments)
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .stdin(Stdio::null())
            .spawn();
        self.daemons.push((program.to_string(), child.unwrap()));
    }

    /// Starts the controller, which goes on with what it has saved.
    pub fn start_controller(&mut self) {
        self.start_daemon("slurmctld", &["-D"]);
    }

    /// Starts the node, for the first time or after a crash.
    pub fn start_node(&mut self) {
        let host = self.host.clone();
        self.start_daemon("slurmd", &["-D", "-N", &host]);
    }

    /// Kills a daemon, as a crash of its machine does.
    pub fn kill_daemon(&mut self, program: &str) {
        let place = self.daemons.iter().position(|(name, _)| name == program);
        let (_, mut daemon) = self.daemons.remove(place.unwrap());
        daemon.kill().unwrap();
        daemon.wait().unwrap();
    }

    /// The state of the node, such as `idle` or `down*`.
    pub fn node_state(&self) -> String {
        self.ask("sinfo", &["-h", "-o", "%T"])
    }

    /// Whether Slurm has done with all jobs; a controller that does not answer has not.
    pub fn has_empty_queue(&self) -> bool {
        let output = self.command("squeue").arg("-h").output().unwrap();
        output.status.success() && output.stdout.is_empty()
    }

    /// A command that talks to this cluster.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("SLURM_CONF", self.path("slurm.conf"));
        command
    }

    /// What a command prints; errors are printed with it.
    pub fn ask(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.command(program).args(arguments).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        String::from_utf8_lossy(&text).trim().to_string()
    }

    fn wait_until_idle(&self) {
        let begun = Instant::now();
        while self.node_state() != "idle" {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "the node stays away"
            );
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    /// The program of this crate, which finds this cluster.
    pub fn seesaw(&self, folder: &Path, arguments: &[&str]) -> std::process::Output {
        let mut command = crate::program::command(folder, arguments);
        command.env("SLURM_CONF", self.path("slurm.conf"));
        command.output().unwrap()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // `scancel` tries for minutes to reach a controller that a failed test has left dead.
        drop(
            self.command("timeout")
                .args(["20", "scancel", "--user=root", "--quiet"])
                .status(),
        );
        // The controller last but one, so that what it has to tell the node is told.
        for (_, daemon) in self.daemons.iter_mut().rev() {
            let id = daemon.id().to_string();
            drop(Command::new("kill").arg(id).status());
            drop(daemon.wait());
        }
    }
}
