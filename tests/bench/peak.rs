//! What a benchmark ran on, and the most memory that a process has used.

/// The processor, as the system names it.
pub fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let value = |key: &str| {
        let line = text.lines().find(|line| line.starts_with(key))?;
        line.split_once(": ").map(|(_, value)| value)
    };
    let wide = match value("flags").is_some_and(|flags| flags.contains("avx512f")) {
        true => ", AVX-512",
        false => "",
    };
    format!(
        "{}{wide}",
        value("model name").unwrap_or(std::env::consts::ARCH)
    )
}

/// The most memory that this process has used so far, in MiB.
pub fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| {
        line.strip_prefix("VmHWM:")?
            .trim()
            .strip_suffix(" kB")?
            .parse()
            .ok()
    });
    peak.map_or(f64::NAN, |kib: f64| kib / 1024.0)
}
