/**
 * Invented people need believable names: per country a few given names, family names and cities. A name that is not
 * plain ASCII carries the spelling its owner would use in an e-mail address after a `|`.
 */
export interface Culture {
  readonly countryCode: string;
  readonly language: string;
  /** International dialling code and the number of digits after it. */
  readonly phone: readonly [string, number];
  /** Share of all people, relative to the others. */
  readonly weight: number;
  readonly given: readonly string[];
  readonly family: readonly string[];
  readonly cities: readonly string[];
}

const words = (text: string): string[] => text.split(', ');

export const cultures: readonly Culture[] = [
  {
    countryCode: 'US',
    language: 'en',
    phone: ['+1', 10],
    weight: 18,
    given: words('Ada, Grace, James, Maria, Michael, Ashley, Daniel, Emily, Ethan, Olivia, Noah, Ava, Liam, Sophia, Mason, Isabella, Tyrone, Keisha, Carlos, Megan'),
    family: words(
      "Smith, Johnson, Williams, Brown, Garcia, Miller, Davis, Rodriguez, Martinez, Hernandez, Wilson, Anderson, Thomas, Taylor, Moore, Jackson, O'Connor|oconnor, Washington, Nguyen, Kim",
    ),
    cities: words('New York, Chicago, Austin, Seattle, Denver, Atlanta, Boston, San Diego, Portland, Phoenix'),
  },
  {
    countryCode: 'GB',
    language: 'en',
    phone: ['+44', 10],
    weight: 12,
    given: words('Oliver, Amelia, George, Isla, Harry, Freya, Jack, Poppy, Charlie, Evie, Rhys, Niamh, Alistair, Imogen'),
    family: words('Jones, Evans, Hughes, Lewis, Walker, Wright, Robinson, Thompson, White, Green, Hall, Clarke, Patel, MacDonald, Fraser'),
    cities: words('London, Manchester, Leeds, Glasgow, Cardiff, Bristol, Belfast, York'),
  },
  {
    countryCode: 'DE',
    language: 'de',
    phone: ['+49', 11],
    weight: 12,
    given: words('Anna, Lukas, Lena, Jonas, Jürgen|juergen, Käthe|kaethe, Felix, Mia, Emma, Paul, Greta, Matthias, Jörg|joerg, Sabine, Ayşe|ayse'),
    family: words('Müller|mueller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schröder|schroeder, Hoffmann, Koch, Groß|gross, Yılmaz|yilmaz, Köhler|koehler'),
    cities: words('Berlin, Hamburg, München, Köln, Leipzig, Stuttgart, Dresden, Nürnberg'),
  },
  {
    countryCode: 'FR',
    language: 'fr',
    phone: ['+33', 9],
    weight: 9,
    given: words('Camille, Léa|lea, Hugo, Chloé|chloe, Louis, Inès|ines, Gaël|gael, Théo|theo, Manon, Jules, Zoé|zoe, François|francois'),
    family: words("Martin, Bernard, Dubois, Petit, Durand, Leroy, Moreau, Lefèvre|lefevre, D'Artois|dartois, Benoît|benoit, Garnier, Diallo"),
    cities: words('Paris, Lyon, Marseille, Toulouse, Nantes, Lille, Strasbourg'),
  },
  {
    countryCode: 'ES',
    language: 'es',
    phone: ['+34', 9],
    weight: 8,
    given: words('Lucía|lucia, Hugo, Martina, Mateo, Sofía|sofia, Álvaro|alvaro, Begoña|begona, Iker, Carmen, Javier, Nerea'),
    family: words('García López|garcia.lopez, Fernández|fernandez, Núñez|nunez, Romero, Ibáñez|ibanez, Ortega, Vidal, Etxeberria, Peña|pena'),
    cities: words('Madrid, Barcelona, Valencia, Sevilla, Bilbao, Zaragoza'),
  },
  {
    countryCode: 'BR',
    language: 'pt',
    phone: ['+55', 11],
    weight: 8,
    given: words('João|joao, Maria, Antônio|antonio, Beatriz, Caio, Luiza, Thiago, Larissa, Conceição|conceicao, Rafael'),
    family: words('Silva, Santos, Oliveira, Souza, Gonçalves|goncalves, Araújo|araujo, Ribeiro, Carvalho, Nascimento'),
    cities: words('São Paulo, Rio de Janeiro, Belo Horizonte, Recife, Curitiba, Salvador'),
  },
  {
    countryCode: 'IN',
    language: 'en',
    phone: ['+91', 10],
    weight: 9,
    given: words('Aarav, Ananya, Vihaan, Diya, Arjun, Ishita, Rohan, Priya, Lakshmi, Imran, Gurpreet, Meera'),
    family: words('Sharma, Patel, Iyer, Reddy, Khan, Singh, Chatterjee, Nair, Das, Kulkarni, Mehta'),
    cities: words('Mumbai, Bengaluru, Delhi, Hyderabad, Chennai, Pune, Kolkata'),
  },
  {
    countryCode: 'JP',
    language: 'ja',
    phone: ['+81', 10],
    weight: 7,
    given: words('陽菜|hina, 蓮|ren, 結衣|yui, 大翔|hiroto, さくら|sakura, 翔太|shota, 美咲|misaki, 健|ken'),
    family: words('佐藤|sato, 鈴木|suzuki, 高橋|takahashi, 田中|tanaka, 渡辺|watanabe, 伊藤|ito, 小林|kobayashi'),
    cities: words('東京, 大阪, 札幌, 福岡, 名古屋, 京都'),
  },
  {
    countryCode: 'PL',
    language: 'pl',
    phone: ['+48', 9],
    weight: 5,
    given: words('Zofia, Jakub, Zuzanna, Łukasz|lukasz, Małgorzata|malgorzata, Piotr, Agnieszka, Michał|michal'),
    family: words('Nowak, Kowalska, Wiśniewski|wisniewski, Wójcik|wojcik, Zieliński|zielinski, Dąbrowska|dabrowska, Szymański|szymanski'),
    cities: words('Warszawa, Kraków, Łódź, Wrocław, Gdańsk'),
  },
  {
    countryCode: 'NG',
    language: 'en',
    phone: ['+234', 10],
    weight: 4,
    given: words('Chinedu, Ngozi, Tunde, Aisha, Emeka, Folake, Ibrahim, Yewande'),
    family: words('Okafor, Adeyemi, Bello, Eze, Ogunleye, Abubakar, Nwosu'),
    cities: words('Lagos, Abuja, Ibadan, Kano, Port Harcourt'),
  },
  {
    countryCode: 'AE',
    language: 'ar',
    phone: ['+971', 9],
    weight: 4,
    given: words('محمد|mohammed, فاطمة|fatima, أحمد|ahmed, مريم|mariam, خالد|khalid, نورة|noura'),
    family: words('المنصوري|almansoori, الهاشمي|alhashimi, النعيمي|alnuaimi, العلي|alali, حداد|haddad'),
    cities: words('دبي, أبوظبي, الشارقة'),
  },
  {
    countryCode: 'VN',
    language: 'vi',
    phone: ['+84', 9],
    weight: 3,
    given: words('Anh, Minh, Thảo|thao, Đức|duc, Hương|huong, Tuấn|tuan, Linh'),
    family: words('Nguyễn|nguyen, Trần|tran, Lê|le, Phạm|pham, Đặng|dang, Võ|vo'),
    cities: words('Hà Nội, Đà Nẵng, Cần Thơ, Huế'),
  },
  {
    countryCode: 'IE',
    language: 'en',
    phone: ['+353', 9],
    weight: 2,
    given: words('Aoife, Seán|sean, Siobhán|siobhan, Cian, Caoimhe, Pádraig|padraig'),
    family: words('Murphy, Kelly, Byrne, Ó Súilleabháin|osullivan, Doyle, Nolan'),
    cities: words('Dublin, Cork, Galway, Limerick'),
  },
];
