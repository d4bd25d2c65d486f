//! One declaration per name.
//!
//! [`parameters!`] declares one name, or one block of keys: from it come the struct, its reader,
//! its catalog row with defaults and allowed values, and any of its values for property tests.
//! [`choice!`] lists the names of one kind and makes the enum that a study's key chooses from;
//! [`names!`] does the same for names without parameters. What a list lacks does not compile
//! wherever its kind is matched.
//!
//! ```text
//! parameters! {                                   choice! {
//!     /// D rests while its loss is low.              /// The rule that keeps the players level.
//!     pub struct SkipDOnLoss: "balance" /             pub enum Balance as BalancePolicy {
//!         "skip_d_on_loss" {                              skip_d::SkipDOnLoss,
//!         /// threshold on D's loss                       ..
//!         below: f64 = "0.3" in POSITIVE,             }
//!     }                                           }
//!     formula: "..", source: "..",
//! }
//! ```
//! The documentation comments are the catalog's words.

/// The first of its arguments, or an empty text.
macro_rules! text_or_empty {
    () => {
        ""
    };
    ($text:expr) => {
        $text
    };
}
pub(crate) use text_or_empty;

/// Nested pairs of strategies.
#[cfg(test)]
macro_rules! nested_strategies {
    () => { proptest::strategy::Just(()) };
    ($first:tt $($rest:tt)*) => { ($first, $crate::schema::nested_strategies!($($rest)*)) };
}
#[cfg(test)]
pub(crate) use nested_strategies;

/// The pattern of a value of nested pairs.
#[cfg(test)]
macro_rules! nested_pattern {
    () => { () };
    ($first:tt $($rest:tt)*) => { ($first, $crate::schema::nested_pattern!($($rest)*)) };
}
#[cfg(test)]
pub(crate) use nested_pattern;

/// Declares a name or a block with its parameters; see the module's documentation. `fits:` takes
/// a function of the declared value for keys that must fit each other: the key to blame and why, as the end
/// of a sentence that begins with the key, or `None`.
macro_rules! parameters {
    (
        $(#[doc = $summary:literal])+
        $(#[derive($($Derived:ident),+)])?
        pub struct $Name:ident: $kind:literal / $name:literal {
            $(
                $(#[doc = $meaning:literal])+
                $(#[serde($($serde:tt)+)])?
                $key:ident: $Type:ty = $default:tt in $allowed:expr
            ),* $(,)?
        }
        $(formula: $formula:expr,)?
        $(source: $source:expr,)?
        $(fits: $fits:expr,)?
    ) => {
        $(#[doc = $summary])+
        #[derive(Clone, Debug, PartialEq, serde::Serialize $($(, $Derived)+)?)]
        pub struct $Name {
            $(
                $(#[doc = $meaning])+
                $(#[serde($($serde)+)])?
                pub $key: $Type
            ),*
        }

        impl $crate::schema::Declared for $Name {
            const ENTRY: &'static $crate::schema::Entry = &$crate::schema::Entry {
                kind: $kind,
                name: $name,
                summary: concat!($($summary),+).trim_ascii(),
                parameters: &[$(
                    $crate::schema::Parameter::new(
                        stringify!($key),
                        $default,
                        concat!($($meaning),+).trim_ascii(),
                        || $crate::schema::Allowed::words(&$allowed),
                    )
                    .with_json_schema(|| $crate::schema::Allowed::json_schema(&$allowed))
                ),*],
                formula: $crate::schema::text_or_empty!($($formula)?),
                source: $crate::schema::text_or_empty!($($source)?),
            };

            #[allow(unused_variables, reason = "a name may have no parameters")]
            fn read(
                fields: &$crate::schema::Fields<'_>,
            ) -> Result<Self, $crate::schema::Problem> {
                let declared = Self {
                    $($key: $crate::schema::Allowed::read_key(
                        &$allowed,
                        stringify!($key),
                        fields,
                    )?),*
                };
                $(($fits)(&declared).map_or(Ok(()), |(key, message)| {
                    Err(fields.misfit(key, message))
                })?;)?
                Ok(declared)
            }

            fn defaults() -> &'static Self {
                static DEFAULTS: std::sync::LazyLock<$Name> =
                    std::sync::LazyLock::new($crate::schema::read_defaults);
                &DEFAULTS
            }

            #[cfg(test)]
            fn any() -> proptest::strategy::BoxedStrategy<Self> {
                use proptest::strategy::Strategy;
                let keys = $crate::schema::nested_strategies!(
                    $({ $crate::schema::Allowed::any(&$allowed) })*
                );
                let declared = keys.prop_map(|$crate::schema::nested_pattern!($($key)*)| Self { $($key),* });
                $(let declared = declared.prop_filter("keys that fit", |it| ($fits)(it).is_none());)?
                declared.boxed()
            }
        }
    };
}
pub(crate) use parameters;

/// Lists the names of one kind, each a struct of [`parameters!`], and makes the enum of them.
macro_rules! choice {
    (
        $(#[doc = $doc:literal])+
        pub enum $Enum:ident as $Trait:ident {
            $($module:ident :: $Variant:ident),+ $(,)?
        }
    ) => {
        $crate::schema::choice! {
            $(#[doc = $doc])+
            pub enum $Enum { $($module::$Variant),+ }
        }

        impl $Enum {
            /// The chosen name with its parameters, as what every name of this kind is.
            pub(crate) fn declared(&self) -> &dyn $Trait {
                match self { $($Enum::$Variant(declared) => declared),+ }
            }
        }
    };
    (
        $(#[doc = $doc:literal])+
        pub enum $Enum:ident {
            $($module:ident :: $Variant:ident),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq)]
        pub enum $Enum {
            $(
                #[doc = concat!("`", stringify!($Variant), "` with its parameters.")]
                $Variant($module::$Variant)
            ),+
        }

        impl $Enum {
            /// The name as it is written in YAML.
            pub fn name(&self) -> &'static str {
                match self {
                    $($Enum::$Variant(_) =>
                        <$module::$Variant as $crate::schema::Declared>::ENTRY.name),+
                }
            }
        }

        $(impl From<$module::$Variant> for $Enum {
            fn from(declared: $module::$Variant) -> Self {
                $Enum::$Variant(declared)
            }
        })+

        impl $crate::schema::Choice for $Enum {
            const TABLE: &'static [&'static $crate::schema::Entry] =
                &[$(<$module::$Variant as $crate::schema::Declared>::ENTRY),+];

            fn read_row(
                place: usize,
                fields: &$crate::schema::Fields<'_>,
            ) -> Result<Self, $crate::schema::Problem> {
                let readers: &[$crate::schema::Reader<Self>] = &[$(
                    |fields| <$module::$Variant as $crate::schema::Declared>::read(fields)
                        .map($Enum::$Variant)
                ),+];
                readers[place](fields)
            }

            #[cfg(test)]
            fn any() -> proptest::strategy::BoxedStrategy<Self> {
                use proptest::strategy::Strategy;
                proptest::prop_oneof![$(
                    <$module::$Variant as $crate::schema::Declared>::any().prop_map($Enum::$Variant)
                ),+].boxed()
            }
        }

        impl serde::Serialize for $Enum {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let name = self.name();
                match self {
                    $($Enum::$Variant(declared) => {
                        let entry = <$module::$Variant as $crate::schema::Declared>::ENTRY;
                        if entry.parameters.is_empty() {
                            serializer.serialize_unit_variant(stringify!($Enum), 0, name)
                        } else {
                            serializer.serialize_newtype_variant(stringify!($Enum), 0, name, declared)
                        }
                    }),+
                }
            }
        }
    };
}
pub(crate) use choice;

/// Lists the names of one kind that have no parameters, and makes the enum of them. With
/// `facts: Type`, every name has facts of that type, which its row ends with.
macro_rules! names {
    (
        $(#[doc = $doc:literal])+
        pub enum $Enum:ident: $kind:literal, facts: $Facts:ty {
            $(
                $(#[doc = $summary:literal])+
                $Variant:ident = $name:literal {
                    $(formula: $formula:expr,)?
                    $(source: $source:expr,)?
                    facts: $facts:expr,
                }
            ),+ $(,)?
        }
    ) => {
        $crate::schema::names! {
            $(#[doc = $doc])+
            pub enum $Enum: $kind {
                $(
                    $(#[doc = $summary])+
                    $Variant = $name {
                        $(formula: $formula,)?
                        $(source: $source,)?
                    }
                ),+
            }
        }

        impl $Enum {
            /// The facts that its row ends with.
            pub(crate) fn facts(&self) -> &'static $Facts {
                const FACTS: &[$Facts] = &[$($facts),+];
                &FACTS[*self as usize]
            }
        }
    };
    (
        $(#[doc = $doc:literal])+
        pub enum $Enum:ident: $kind:literal {
            $(
                $(#[doc = $summary:literal])+
                $Variant:ident = $name:literal $({
                    $(formula: $formula:expr,)?
                    $(source: $source:expr,)?
                })?
            ),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Enum {
            $($(#[doc = $summary])+ $Variant),+
        }

        impl $Enum {
            /// Every one, in the order of the catalog.
            pub const ALL: &'static [$Enum] = &[$($Enum::$Variant),+];

            /// The name as it is written in YAML.
            pub fn name(&self) -> &'static str {
                <Self as $crate::schema::Choice>::TABLE[*self as usize].name
            }
        }

        impl $crate::schema::Choice for $Enum {
            const TABLE: &'static [&'static $crate::schema::Entry] = &[$(
                &$crate::schema::Entry {
                    kind: $kind,
                    name: $name,
                    summary: concat!($($summary),+).trim_ascii(),
                    parameters: &[],
                    formula: $crate::schema::text_or_empty!($($($formula)?)?),
                    source: $crate::schema::text_or_empty!($($($source)?)?),
                }
            ),+];

            fn read_row(
                place: usize,
                _: &$crate::schema::Fields<'_>,
            ) -> Result<Self, $crate::schema::Problem> {
                Ok($Enum::ALL[place])
            }

            #[cfg(test)]
            fn any() -> proptest::strategy::BoxedStrategy<Self> {
                use proptest::strategy::Strategy;
                proptest::sample::select($Enum::ALL).boxed()
            }
        }

        impl serde::Serialize for $Enum {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_unit_variant(stringify!($Enum), *self as u32, self.name())
            }
        }
    };
}
pub(crate) use names;
