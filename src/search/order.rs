//! The settings of a search in the order in which people read them.

use super::decisions::{Decisions, RungDecision, SettingAtRung};

impl RungDecision {
    /// What was decided of a setting here; none where it was dropped before.
    pub fn setting(&self, name: &str) -> Option<&SettingAtRung> {
        self.settings.iter().find(|it| it.setting == name)
    }
}

impl Decisions {
    /// All settings: those that went furthest first, then by their place at their last rung.
    pub fn furthest_first(&self) -> Vec<&str> {
        let last = |setting: &str| {
            let reached = self.rungs.iter().enumerate().rev();
            let mut at = reached.filter_map(|(place, rung)| Some((place, rung.setting(setting)?)));
            at.next().map(|(place, it)| (place, it.rank_sum))
        };
        let first = self.rungs.first();
        let all = first.into_iter().flat_map(|rung| &rung.settings);
        let mut settings: Vec<(&str, Option<(usize, f64)>)> = all
            .map(|setting| (setting.setting.as_str(), last(&setting.setting)))
            .collect();
        settings.sort_by(|(_, one), (_, other)| {
            let key = |it: &Option<(usize, f64)>| it.unwrap_or((0, f64::INFINITY));
            let ((one, one_sum), (other, other_sum)) = (key(one), key(other));
            other.cmp(&one).then(one_sum.total_cmp(&other_sum))
        });
        settings.into_iter().map(|(setting, _)| setting).collect()
    }
}
