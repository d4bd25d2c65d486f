//! What a run remembers from one step to the next, value by value and by name.
//!
//! One walk serves both ways: it writes a [`Memory`], or reads the same names back into the same
//! places. What is written and what is read can therefore not drift apart.

use std::collections::BTreeMap;

/// Values as they are in memory: nothing is rounded.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    F32(Vec<f32>),
    F64(Vec<f64>),
    U64(Vec<u64>),
}

/// One named tensor of a memory, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Remembered {
    pub name: String,
    pub shape: Vec<usize>,
    pub numbers: Numbers,
}

/// A walk over everything that is remembered.
pub struct Memory {
    /// Names of the parts that the walk is in, each with a dot.
    path: String,
    way: Way,
}

enum Way {
    Writing(Vec<Remembered>),
    Reading {
        left: BTreeMap<String, Remembered>,
        /// The first thing that did not fit.
        problem: Option<String>,
    },
}

impl Memory {
    /// What a walk writes.
    pub fn written(walk: impl FnOnce(&mut Memory)) -> Vec<Remembered> {
        let mut memory = Memory {
            path: String::new(),
            way: Way::Writing(Vec::new()),
        };
        walk(&mut memory);
        match memory.way {
            Way::Writing(all) => all,
            Way::Reading { .. } => unreachable!("a memory keeps its way"),
        }
    }

    /// Gives a walk what another one has written.
    ///
    /// # Errors
    /// If a value is missing, of another kind or size, or one is left over; the walked things are
    /// then of no use.
    pub fn read(all: Vec<Remembered>, walk: impl FnOnce(&mut Memory)) -> Result<(), String> {
        let left = all
            .into_iter()
            .map(|tensor| (tensor.name.clone(), tensor))
            .collect();
        let mut memory = Memory {
            path: String::new(),
            way: Way::Reading {
                left,
                problem: None,
            },
        };
        walk(&mut memory);
        match memory.way {
            Way::Reading {
                problem: Some(problem),
                ..
            } => Err(problem),
            Way::Reading { left, .. } if !left.is_empty() => Err(format!(
                "nothing takes `{}`",
                left.keys().next().expect("there is one")
            )),
            _ => Ok(()),
        }
    }

    /// Walks over a part whose names begin with `name.`.
    pub fn within(&mut self, name: &str, walk: impl FnOnce(&mut Memory)) {
        let length = self.path.len();
        self.path.push_str(name);
        self.path.push('.');
        walk(self);
        self.path.truncate(length);
    }

    /// Whether values come out of the memory.
    pub fn is_reading(&self) -> bool {
        matches!(self.way, Way::Reading { .. })
    }

    /// A tensor whose size is known to the walk.
    pub fn tensor(&mut self, name: &str, shape: &[usize], values: &mut [f32]) {
        let Some(numbers) = self.meet(name, shape, || Numbers::F32(values.to_vec())) else {
            return;
        };
        match numbers {
            Numbers::F32(found) if found.len() == values.len() => values.copy_from_slice(&found),
            _ => self.unfit(name),
        }
    }

    /// Values of any number.
    pub fn values(&mut self, name: &str, values: &mut Vec<f32>) {
        let Some(numbers) = self.meet(name, &[values.len()], || Numbers::F32(values.clone()))
        else {
            return;
        };
        match numbers {
            Numbers::F32(found) => *values = found,
            _ => self.unfit(name),
        }
    }

    /// One number.
    pub fn number(&mut self, name: &str, value: &mut f64) {
        let Some(numbers) = self.meet(name, &[1], || Numbers::F64(vec![*value])) else {
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
        let Some(numbers) = self.meet(name, &shape, || {
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
        let Some(numbers) = self.meet(name, &[1], || Numbers::U64(vec![*value])) else {
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
    fn meet(
        &mut self,
        name: &str,
        shape: &[usize],
        numbers: impl FnOnce() -> Numbers,
    ) -> Option<Numbers> {
        let name = format!("{}{name}", self.path);
        match &mut self.way {
            Way::Writing(all) => {
                all.push(Remembered {
                    name,
                    shape: shape.to_vec(),
                    numbers: numbers(),
                });
                None
            }
            Way::Reading { left, problem } => {
                let found = left.remove(&name);
                if found.is_none() {
                    problem.get_or_insert_with(|| format!("`{name}` is missing"));
                }
                found.map(|found| found.numbers)
            }
        }
    }

    fn unfit(&mut self, name: &str) {
        if let Way::Reading { problem, .. } = &mut self.way {
            problem
                .get_or_insert_with(|| format!("`{}{name}` has another size or kind", self.path));
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
        number: f64,
        optional: Option<f64>,
        count: u64,
    }

    impl Things {
        fn remember(&mut self, memory: &mut Memory) {
            memory.within("some", |memory| {
                memory.tensor("tensor", &[1, 2], &mut self.tensor);
                memory.values("values", &mut self.values);
                memory.within("more", |memory| memory.number("number", &mut self.number));
            });
            memory.optional("optional", &mut self.optional);
            memory.count("count", &mut self.count);
        }
    }

    fn things() -> Things {
        let number = f64::from_bits(0x3ff0_0000_0000_0001);
        Things {
            tensor: [1.0, -0.0],
            values: vec![f32::MIN_POSITIVE],
            number,
            optional: Some(0.1),
            count: u64::MAX,
        }
    }

    #[test]
    fn what_was_written_is_read() {
        let all = Memory::written(|memory| things().remember(memory));
        let names: Vec<&str> = all.iter().map(|tensor| tensor.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "some.tensor",
                "some.values",
                "some.more.number",
                "optional",
                "count"
            ]
        );
        let mut read = Things::default();
        Memory::read(all, |memory| read.remember(memory)).unwrap();
        assert_eq!(read, things());
        assert_eq!(read.tensor[1].to_bits(), (-0.0f32).to_bits());
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let all = || Memory::written(|memory| things().remember(memory));
        let read =
            |all| Memory::read(all, |memory| Things::default().remember(memory)).unwrap_err();
        assert_eq!(read(all()[1..].to_vec()), "`some.tensor` is missing");
        let mut longer = all();
        longer[0].numbers = Numbers::F32(vec![0.0; 3]);
        assert_eq!(read(longer), "`some.tensor` has another size or kind");
        let mut other = all();
        other[4].numbers = Numbers::F64(vec![1.0]);
        assert_eq!(read(other), "`count` has another size or kind");
        let mut more = all();
        more.push(Remembered {
            name: "further".to_string(),
            ..all()[0].clone()
        });
        assert_eq!(read(more), "nothing takes `further`");
    }
}
