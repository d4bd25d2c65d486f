//! What a run carries from one step to the next, value by value and by name, as in PyTorch.
//!
//! Whatever has state has a function `visit_state` that visits each of its values. The same visit
//! saves a state and loads one, so the two cannot drift apart.

use std::collections::BTreeMap;

/// Values as they are in memory: nothing is rounded.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// Parameters, buffers and samples.
    F32(Vec<f32>),
    /// Running means and the like.
    F64(Vec<f64>),
    /// Counts.
    U64(Vec<u64>),
}

/// One named tensor of a state.
#[derive(Clone, Debug, PartialEq)]
pub struct StateTensor {
    /// Dotted, such as `generator.0.weight`.
    pub name: String,
    /// Sizes of its dimensions.
    pub shape: Vec<usize>,
    /// Its values, row-major.
    pub numbers: Numbers,
}

/// A visit to everything that has state, which saves or loads it.
pub struct StateDict {
    /// The scopes that the visit is in, each followed by a dot.
    path: String,
    mode: Mode,
}

enum Mode {
    Save(Vec<StateTensor>),
    Load {
        left: BTreeMap<String, StateTensor>,
        /// The first thing that did not fit.
        problem: Option<String>,
        /// The names of all values that were not found or did not fit, which stay as they were.
        unfit: Vec<String>,
    },
}

impl StateDict {
    /// Everything that a visit saves.
    pub fn save(visit: impl FnOnce(&mut StateDict)) -> Vec<StateTensor> {
        let mut state = StateDict {
            path: String::new(),
            mode: Mode::Save(Vec::new()),
        };
        visit(&mut state);
        match state.mode {
            Mode::Save(all) => all,
            Mode::Load { .. } => unreachable!("a visit keeps its mode"),
        }
    }

    /// Loads what another visit has saved.
    ///
    /// # Errors
    /// If a value is missing, of another kind or size, or one is left over; what was visited is
    /// then of no use.
    pub fn load(all: Vec<StateTensor>, visit: impl FnOnce(&mut StateDict)) -> Result<(), String> {
        match Self::load_part(all, visit)?.keys().next() {
            Some(name) => Err(format!("nothing takes `{name}`")),
            None => Ok(()),
        }
    }

    /// Loads a part of what another visit has saved, and returns the rest by name.
    ///
    /// # Errors
    /// If a value is missing, or of another kind or size.
    pub fn load_part(
        all: Vec<StateTensor>,
        visit: impl FnOnce(&mut StateDict),
    ) -> Result<BTreeMap<String, StateTensor>, String> {
        match Self::visited(all, visit) {
            Mode::Load {
                problem: Some(problem),
                ..
            } => Err(problem),
            Mode::Load { left, .. } => Ok(left),
            Mode::Save(_) => unreachable!("a visit keeps its mode"),
        }
    }

    /// Loads as much as fits of what a visit to something similar has saved. Returns the names of the
    /// values that stay as they are, and of those that nothing takes.
    pub fn load_fitting(all: Vec<StateTensor>, visit: impl FnOnce(&mut StateDict)) -> Vec<String> {
        match Self::visited(all, visit) {
            Mode::Load { left, unfit, .. } => unfit.into_iter().chain(left.into_keys()).collect(),
            Mode::Save(_) => unreachable!("a visit keeps its mode"),
        }
    }

    /// What is left after a visit that loads.
    fn visited(all: Vec<StateTensor>, visit: impl FnOnce(&mut StateDict)) -> Mode {
        let left = all
            .into_iter()
            .map(|tensor| (tensor.name.clone(), tensor))
            .collect();
        let mut state = StateDict {
            path: String::new(),
            mode: Mode::Load {
                left,
                problem: None,
                unfit: Vec::new(),
            },
        };
        visit(&mut state);
        state.mode
    }

    /// Visits a part whose names begin with `name.`.
    pub fn scope(&mut self, name: &str, visit: impl FnOnce(&mut StateDict)) {
        let length = self.path.len();
        self.path.push_str(name);
        self.path.push('.');
        visit(self);
        self.path.truncate(length);
    }

    /// Whether values are being loaded.
    pub fn is_loading(&self) -> bool {
        matches!(self.mode, Mode::Load { .. })
    }

    /// A tensor whose size is known beforehand.
    pub fn tensor(&mut self, name: &str, shape: &[usize], values: &mut [f32]) {
        let Some(numbers) = self.exchange(name, shape, || Numbers::F32(values.to_vec())) else {
            return;
        };
        match numbers {
            Numbers::F32(found) if found.len() == values.len() => values.copy_from_slice(&found),
            _ => self.unfit(name),
        }
    }

    /// Values of any number.
    pub fn values(&mut self, name: &str, values: &mut Vec<f32>) {
        let Some(numbers) = self.exchange(name, &[values.len()], || Numbers::F32(values.clone()))
        else {
            return;
        };
        match numbers {
            Numbers::F32(found) => *values = found,
            _ => self.unfit(name),
        }
    }

    /// Numbers in double precision, as many as there are.
    pub fn numbers(&mut self, name: &str, values: &mut Vec<f64>) {
        let Some(numbers) = self.exchange(name, &[values.len()], || Numbers::F64(values.clone()))
        else {
            return;
        };
        match numbers {
            Numbers::F64(found) => *values = found,
            _ => self.unfit(name),
        }
    }

    /// One number.
    pub fn number(&mut self, name: &str, value: &mut f64) {
        let Some(numbers) = self.exchange(name, &[1], || Numbers::F64(vec![*value])) else {
            return;
        };
        match numbers {
            Numbers::F64(found) if found.len() == 1 => *value = found[0],
            _ => self.unfit(name),
        }
    }

    /// A number that may not be there: none or one.
    pub fn optional(&mut self, name: &str, value: &mut Option<f64>) {
        let shape = [usize::from(value.is_some())];
        let Some(numbers) = self.exchange(name, &shape, || {
            Numbers::F64(value.iter().copied().collect())
        }) else {
            return;
        };
        match numbers {
            Numbers::F64(found) if found.len() <= 1 => *value = found.first().copied(),
            _ => self.unfit(name),
        }
    }

    /// A whole number.
    pub fn count(&mut self, name: &str, value: &mut u64) {
        let Some(numbers) = self.exchange(name, &[1], || Numbers::U64(vec![*value])) else {
            return;
        };
        match numbers {
            Numbers::U64(found) if found.len() == 1 => *value = found[0],
            _ => self.unfit(name),
        }
    }

    /// A whole number that is a size here.
    pub fn size(&mut self, name: &str, value: &mut usize) {
        let mut count = *value as u64;
        self.count(name, &mut count);
        match usize::try_from(count) {
            Ok(size) => *value = size,
            Err(_) => self.unfit(name),
        }
    }

    /// Writes the numbers down, or returns those that were written under this name.
    fn exchange(
        &mut self,
        name: &str,
        shape: &[usize],
        numbers: impl FnOnce() -> Numbers,
    ) -> Option<Numbers> {
        let name = format!("{}{name}", self.path);
        match &mut self.mode {
            Mode::Save(all) => {
                all.push(StateTensor {
                    name,
                    shape: shape.to_vec(),
                    numbers: numbers(),
                });
                None
            }
            Mode::Load {
                left,
                problem,
                unfit,
            } => {
                let found = left.remove(&name);
                if found.is_none() {
                    problem.get_or_insert_with(|| format!("`{name}` is missing"));
                    unfit.push(name);
                }
                found.map(|found| found.numbers)
            }
        }
    }

    fn unfit(&mut self, name: &str) {
        if let Mode::Load { problem, unfit, .. } = &mut self.mode {
            let name = format!("{}{name}", self.path);
            problem.get_or_insert_with(|| format!("`{name}` has another size or kind"));
            unfit.push(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Things {
        tensor: [f32; 2],
        values: Vec<f32>,
        numbers: Vec<f64>,
        number: f64,
        optional: Option<f64>,
        count: u64,
    }

    impl Things {
        fn visit_state(&mut self, state: &mut StateDict) {
            state.scope("some", |state| {
                state.tensor("tensor", &[1, 2], &mut self.tensor);
                state.values("values", &mut self.values);
                state.scope("more", |state| state.number("number", &mut self.number));
            });
            state.optional("optional", &mut self.optional);
            state.numbers("numbers", &mut self.numbers);
            state.count("count", &mut self.count);
        }
    }

    fn things() -> Things {
        let number = f64::from_bits(0x3ff0_0000_0000_0001);
        Things {
            tensor: [1.0, -0.0],
            values: vec![f32::MIN_POSITIVE],
            numbers: vec![0.1, 1e300],
            number,
            optional: Some(0.1),
            count: u64::MAX,
        }
    }

    #[test]
    fn what_was_written_is_read() {
        let all = StateDict::save(|state| things().visit_state(state));
        let names: Vec<&str> = all.iter().map(|tensor| tensor.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "some.tensor",
                "some.values",
                "some.more.number",
                "optional",
                "numbers",
                "count"
            ]
        );
        let mut read = Things::default();
        StateDict::load(all, |state| read.visit_state(state)).unwrap();
        assert_eq!(read, things());
        assert_eq!(read.tensor[1].to_bits(), (-0.0f32).to_bits());
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let all = || StateDict::save(|state| things().visit_state(state));
        let read =
            |all| StateDict::load(all, |state| Things::default().visit_state(state)).unwrap_err();
        assert_eq!(read(all()[1..].to_vec()), "`some.tensor` is missing");
        let mut longer = all();
        longer[0].numbers = Numbers::F32(vec![0.0; 3]);
        assert_eq!(read(longer), "`some.tensor` has another size or kind");
        let mut other = all();
        other[5].numbers = Numbers::F64(vec![1.0]);
        assert_eq!(read(other), "`count` has another size or kind");
        let mut more = all();
        more.push(StateTensor {
            name: "further".to_string(),
            ..all()[0].clone()
        });
        assert_eq!(read(more.clone()), "nothing takes `further`");
        let mut part = Things::default();
        let rest = StateDict::load_part(more, |state| part.visit_state(state)).unwrap();
        assert_eq!(part, things());
        assert_eq!(rest.keys().collect::<Vec<_>>(), ["further"]);
    }

    #[test]
    fn what_fits_is_loaded_and_the_rest_is_named() {
        let mut all = StateDict::save(|state| things().visit_state(state));
        all[0].numbers = Numbers::F32(vec![0.0; 3]);
        all[5].name = "further".to_string();
        let mut found = Things::default();
        let named = StateDict::load_fitting(all, |state| found.visit_state(state));
        assert_eq!(named, ["some.tensor", "count", "further"]);
        let kept = Things {
            tensor: [0.0; 2],
            count: 0,
            ..things()
        };
        assert_eq!(found, kept);
    }
}
