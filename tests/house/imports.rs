//! Which source file uses which, read from `use` lines and paths. A re-exported item counts as one
//! of the file that defines it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::sources;
use super::tokens::{Import, Source};

/// A module by the names that lead to it from the crate's root.
type Module = Vec<String>;

/// For each file the files that it uses, with the names that it takes from them.
pub type Uses = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// The source files of the crate.
struct Crate {
    modules: BTreeMap<Module, Source>,
}

/// Re-exports that lead to re-exports: more in a row are a mistake of this test.
const MAX_REEXPORTS: usize = 8;

/// Which file uses which, for all sources that are not tests. Files are named as modules:
/// `record::run_file`.
pub fn uses(root: &Path) -> Uses {
    let files = sources(root)
        .into_iter()
        .filter(|path| !super::is_test(path));
    let modules = files.map(|path| {
        let text = std::fs::read_to_string(&path).unwrap();
        (
            module(path.strip_prefix(root).unwrap()),
            Source::parse(&text),
        )
    });
    let all = Crate {
        modules: modules.collect(),
    };
    let of = |module: &Module| (name(module), all.used_by(module));
    all.modules.keys().map(of).collect()
}

fn module(file: &Path) -> Module {
    let path = file.with_extension("");
    let mut names: Module = path
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    if names
        .last()
        .is_some_and(|last| ["mod", "lib"].contains(&last.as_str()))
    {
        names.pop();
    }
    names
}

fn name(module: &Module) -> String {
    if module.is_empty() {
        "lib".to_string()
    } else {
        module.join("::")
    }
}

impl Crate {
    /// The files that a module uses.
    fn used_by(&self, module: &Module) -> BTreeMap<String, BTreeSet<String>> {
        let source = &self.modules[module];
        let imports = source.imports.iter().filter(|import| source.needs(import));
        let imported = imports.filter_map(|import| self.absolute(module, &import.path));
        let inline = source
            .paths
            .iter()
            .filter_map(|path| self.inline(module, path));
        let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for path in imported.chain(inline) {
            if let Some((file, item)) = self.definition(&path, 0)
                && file != *module
            {
                used.entry(name(&file)).or_default().insert(item);
            }
        }
        used
    }

    /// A path as the code of a module writes it, from the crate's root; `None` if it leads to
    /// another crate or to something local.
    fn inline(&self, module: &Module, path: &[String]) -> Option<Vec<String>> {
        let imports = &self.modules[module].imports;
        let first = path.first()?;
        if let Some(import) = imports.iter().find(|import| import.name == *first) {
            let target = self.absolute(module, &import.path)?;
            return Some([target, path[1..].to_vec()].concat());
        }
        if self
            .modules
            .contains_key(&[&module[..], &path[..1]].concat())
        {
            return Some([&module[..], path].concat());
        }
        self.absolute(module, path)
    }

    /// A path that begins with `crate`, `self`, `super` or a child module, from the crate's root.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Vec<String>> {
        let first = path.first()?.as_str();
        let mut here = module.clone();
        let rest = match first {
            "crate" => {
                here.clear();
                &path[1..]
            }
            "self" => &path[1..],
            "super" => {
                let ups = path.iter().take_while(|name| *name == "super").count();
                here.truncate(here.len().checked_sub(ups)?);
                &path[ups..]
            }
            _ if self.modules.contains_key(&[&here[..], &path[..1]].concat()) => path,
            _ => return None,
        };
        here.extend(rest.iter().cloned());
        Some(here)
    }

    /// The module whose file defines what a path from the root leads to, and the item's name;
    /// `None` if the path leads to a module and not to an item.
    fn definition(&self, path: &[String], reexports: usize) -> Option<(Module, String)> {
        assert!(
            reexports < MAX_REEXPORTS,
            "{path:?} is re-exported in a ring"
        );
        let depth = (0..=path.len())
            .rev()
            .find(|depth| self.modules.contains_key(&path[..*depth]))?;
        // A module and an item may have one name: then the item stands beside the module.
        let depths = [depth, path.len().saturating_sub(1)];
        for depth in depths.into_iter().filter(|depth| *depth < path.len()) {
            if let Some(target) = self.reexport(&path[..depth], &path[depth])
                && target != path[..=depth]
            {
                let target = [target, path[depth + 1..].to_vec()].concat();
                if let Some(found) = self.definition(&target, reexports + 1) {
                    return Some(found);
                }
            }
        }
        (depth < path.len()).then(|| (path[..depth].to_vec(), path[depth].clone()))
    }

    /// Where a module has a name from that it imports, by itself or with all of another module.
    fn reexport(&self, module: &[String], name: &String) -> Option<Vec<String>> {
        let source = self.modules.get(module)?;
        if source.definitions.contains(name) {
            return None;
        }
        let by_name = source.imports.iter().find(|import| import.name == *name);
        let target = |import: &Import| self.absolute(&module.to_vec(), &import.path);
        by_name.and_then(target).or_else(|| {
            let globs = source.imports.iter().filter(|import| import.name == "*");
            let of_glob = |import| {
                let mut target = target(import)?;
                target.pop();
                let is_there = target != module && self.has(&target, name);
                target.push(name.clone());
                is_there.then_some(target)
            };
            globs.filter_map(of_glob).next()
        })
    }

    fn has(&self, module: &[String], name: &String) -> bool {
        let is_defined = |source: &Source| source.definitions.contains(name);
        self.modules.get(module).is_some_and(is_defined) || self.reexport(module, name).is_some()
    }
}
