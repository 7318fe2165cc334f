// Lets the modules of the source tree import packages that are installed elsewhere: below NPM_FOLDER.
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const sources = new URL("../../", import.meta.url).href;
const packages = pathToFileURL(`${process.env.NPM_FOLDER}/`).href;

registerHooks({
  resolve(specifier, context, next) {
    const isPackage = !/^(\.|\/|node:|file:)/.test(specifier);
    if (!isPackage || !context.parentURL?.startsWith(sources)) return next(specifier, context);
    return next(specifier, { ...context, parentURL: packages });
  },
});
