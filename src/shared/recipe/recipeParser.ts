/**
 * Everything that needs the schema of recipes. It is a bundle of its own, which a program loads when it makes its first recipe:
 * building the schema takes longer than the rest of a start.
 */

export { filterProfile } from './filterPresets';
export { matchingOverrides, type ParsedProfile, parseProfile, recipeWithOverrides } from './parseProfile';
export { profileOfRecipe } from './profileOfRecipe';
export { type EncodingOption, formatsOfOption } from './schema/encodingOptions';
